// run.mjs <built main> [--env-file FILE] [arguments]: sets up when needed, reads .env or the files
// named, and becomes the program. It is imported into this very process, so that a signal to us is a
// signal to it.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureSetup, failSetup } from './setup.mjs';
import { readEnvFiles } from './support/env-files.mjs';
import { at, root } from './support/root.mjs';

const [node, , target, ...given] = process.argv;
if (target === undefined) {
  console.error('usage: node scripts/run.mjs <built main> [arguments]');
  process.exit(2);
}

await ensureSetup().catch(failSetup);

const main = resolve(root, target);
if (!existsSync(main)) {
  console.error(`${target} was not built: is its source missing from this checkout?`);
  process.exit(1);
}
try {
  process.argv = [node, main, ...readEnvFiles(given, { otherwise: at('.env') })];
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
await import(pathToFileURL(main).href);
