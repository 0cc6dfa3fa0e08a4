import { spawn } from 'node:child_process';

/**
 * Waits until its standard input closes, which the system does when our process ends in whatever
 * way, then kills what the process records below the folder name, and removes the folder.
 */
const script = `
trap '' INT TERM HUP
cat > /dev/null
for record in "$1"/*/*.json; do
  pid=$(sed -n 's/.*"pid":\\([0-9]*\\).*/\\1/p' "$record" 2> /dev/null)
  [ -n "$pid" ] && kill -9 "$pid" 2> /dev/null
done
for place in "$1"/*/place; do
  [ -L "$place" ] && rm -rf "$(readlink "$place")" 2> /dev/null
done
for again in 1 2 3 4 5; do
  rm -rf "$1" 2> /dev/null && break
  sleep 1
done
`;

/**
 * Cleans up after a test run that is killed: servers are in process groups of their own and would
 * outlive it. They are found as `<dir>/<server>/process.json`. Returns what to call when the folder
 * has been removed in good order.
 */
export function guard(dir: string): () => void {
  const guardian = spawn('/bin/sh', ['-c', script, 'sh', dir], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guardian.unref();
  const { stdin } = guardian;
  // The pipe must not keep a finished run alive.
  if ('unref' in stdin && typeof stdin.unref === 'function') stdin.unref();
  return () => stdin.end();
}
