// chaos.mjs [--seed N] [--only SCENARIO]... [--short]: the fault campaign, on servers of its own.
import { ensureSetup, failSetup } from './setup.mjs';
import { command } from './support/command.mjs';
import { provide } from './support/provide.mjs';
import { at } from './support/root.mjs';

const given = process.argv.slice(2);
const args = given[0] === '--' ? given.slice(1) : given;

await ensureSetup().catch(failSetup);
const containers = await provide();
if (Object.keys(containers.given).length > 0) {
  await containers.stop();
  console.error(
    'chaos: the campaign kills and restarts its servers, so it needs redis-server and ' +
      'rabbitmq-server installed here (Debian: apt-get install redis-server rabbitmq-server)',
  );
  process.exit(1);
}
const { code } = await command(process.execPath, [
  '--import',
  'tsx',
  at('tests', 'chaos', 'main.ts'),
  ...args,
]);
process.exit(code);
