import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { at } from './root.mjs';

/** The folders of the workspace's packages, relative to the root, sorted; tests is the last. */
export function packageFolders() {
  const below = (folder) =>
    readdirSync(at(folder), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(folder, entry.name))
      .sort();
  return [...below('packages'), ...below('apps'), join('infra', 'local'), 'tests'].filter(
    (folder) => existsSync(at(folder, 'package.json')),
  );
}

/** The packages that are built: tests run from their sources. */
export const builtFolders = () => packageFolders().filter((folder) => folder !== 'tests');

/** What an installation is made from. */
export function installHash() {
  const files = ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json'];
  const manifests = packageFolders().map((folder) => join(folder, 'package.json'));
  return hashOf([...files, ...manifests], `${process.platform}-${process.arch}`);
}

/** What a build is made from: contents, not times, since a checkout gives every file a new time. */
export function sourcesHash() {
  const files = builtFolders().flatMap((folder) => [
    join(folder, 'package.json'),
    join(folder, 'tsconfig.json'),
    ...filesBelow(join(folder, 'src')),
  ]);
  return hashOf(['tsconfig.base.json', 'turbo.json', 'pnpm-lock.yaml', ...files], '');
}

function filesBelow(folder) {
  return readdirSync(at(folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(at('').length))
    .sort();
}

function hashOf(files, salt) {
  const hash = createHash('sha256').update(salt);
  for (const file of files) {
    hash.update(`\0${file}\0`);
    if (existsSync(at(file))) hash.update(readFileSync(at(file)));
  }
  return hash.digest('hex');
}
