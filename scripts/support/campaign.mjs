import { ensureSetup, failSetup } from '../setup.mjs';
import { command } from './command.mjs';
import { provide } from './provide.mjs';
import { at } from './root.mjs';

/**
 * Runs `tests/<name>/main.ts` with our arguments and ends with its exit code. It starts servers of
 * its own, and needs their programs here: a container's would be out of its reach.
 * @param why completes the sentence "<name>: <why>, so it needs ... installed here".
 */
export async function campaign(name, why) {
  const given = process.argv.slice(2);
  const args = given[0] === '--' ? given.slice(1) : given;
  await ensureSetup().catch(failSetup);
  const containers = await provide();
  if (Object.keys(containers.given).length > 0) {
    await containers.stop();
    console.error(
      `${name}: ${why}, so it needs redis-server and rabbitmq-server installed here ` +
        '(Debian: apt-get install redis-server rabbitmq-server)',
    );
    process.exit(1);
  }
  const main = at('tests', name, 'main.ts');
  const { code } = await command(process.execPath, ['--import', 'tsx', main, ...args]);
  process.exit(code);
}
