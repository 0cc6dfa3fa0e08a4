import { readdirSync, realpathSync } from 'node:fs';
import { basename, join } from 'node:path';
import { findProgram, isExecutable } from '../platform/find-program.ts';

const debianFolder = '/usr/lib/rabbitmq/lib';

/**
 * The start script of an installed RabbitMQ, or undefined.
 *
 * What Debian puts on the PATH is a wrapper that refuses everybody but root and its own user, and
 * runs the machine's broker; the script it wraps serves anyone.
 */
export function findRabbitmq(): string | undefined {
  const onPath = findProgram('rabbitmq-server');
  if (onPath !== undefined && basename(realpathSync(onPath)) !== 'rabbitmq-script-wrapper') {
    return onPath;
  }
  return inDebianFolder();
}

function inDebianFolder(): string | undefined {
  try {
    return readdirSync(debianFolder)
      .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))
      .map((version) => join(debianFolder, version, 'sbin', 'rabbitmq-server'))
      .find(isExecutable);
  } catch {
    return undefined;
  }
}
