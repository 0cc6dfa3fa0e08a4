import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** A path below it. */
export const at = (...parts) => join(root, ...parts);

/** The folder of a tool that came with the packages. */
export const bin = at('node_modules', '.bin');
