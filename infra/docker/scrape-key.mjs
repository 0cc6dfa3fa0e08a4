// scrape-key.mjs <file>: makes a key that may read, once, for Prometheus. What is there stays.
import { execFileSync } from 'node:child_process';
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const file = process.argv[2] ?? '';
if (!existsSync(file)) {
  const ctl = fileURLToPath(new URL('../../apps/ctl/dist/main.js', import.meta.url));
  const told = execFileSync(
    process.execPath,
    [ctl, 'keys', 'create', '--name', 'prometheus', '--scopes', 'read'],
    { encoding: 'utf8' },
  );
  const key = /pr_live_\S+/.exec(told)?.[0];
  if (key === undefined) throw new Error('no key was made');
  // Prometheus runs as a user of its own.
  writeFileSync(`${file}.new`, key, { mode: 0o444 });
  renameSync(`${file}.new`, file);
}
console.log('the key is there');
