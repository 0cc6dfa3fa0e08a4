// bench.mjs [--only NAME]... [--seconds N] [--short]: measures what was built, on servers of its own.
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
    'bench: the CPU of servers is read from /proc, so it needs redis-server and rabbitmq-server ' +
      'installed here (Debian: apt-get install redis-server rabbitmq-server)',
  );
  process.exit(1);
}
const { code } = await command(process.execPath, [
  '--import',
  'tsx',
  at('tests', 'bench', 'main.ts'),
  ...args,
]);
process.exit(code);
