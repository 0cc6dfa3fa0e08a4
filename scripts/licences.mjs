// The licences of everything that runs in production. Exits 1 and names the package when one is not
// on the list: somebody has to read it, and to add it here with what it asks of us.
import { join } from 'node:path';
import { ensureSetup, failSetup } from './setup.mjs';
import { command } from './support/command.mjs';
import { bin } from './support/root.mjs';

// None of them asks for more than its notice beside a copy. CC-BY is the data of caniuse, named in
// its own package; Python-2.0 is argparse, which carries it.
const accepted = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC-BY-4.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT (http://mootools.net/license.txt)',
  'MIT-0',
  'Python-2.0',
  'Unlicense',
]);

await ensureSetup({ upTo: 'installed' }).catch(failSetup);
const { code, output } = await command(
  join(bin, 'pnpm'),
  ['licenses', 'list', '--prod', '--recursive', '--json'],
  { output: 'kept' },
);
// Warnings of package managers come first.
const json = output.slice(output.indexOf('{'));
if (code !== 0 || json === '') {
  console.error(output);
  process.exit(1);
}

const found = Object.entries(JSON.parse(json));
const refused = found.filter(([licence]) => !isAccepted(licence));
for (const [licence, packages] of refused) {
  console.error(`✗ ${licence}: ${packages.map(({ name }) => name).join(', ')}`);
}
const count = found.reduce((sum, [, packages]) => sum + packages.length, 0);
if (count === 0) console.error('✗ no package was found, so nothing was looked at');
else if (refused.length === 0)
  console.log(`${count} packages, ${found.length} licences, all known`);
process.exit(count > 0 && refused.length === 0 ? 0 : 1);

/** One that may be chosen from is accepted when any of the choices is. */
function isAccepted(licence) {
  const choices = licence.replace(/^\((.*)\)$/, '$1').split(' OR ');
  return choices.some((choice) => accepted.has(choice));
}
