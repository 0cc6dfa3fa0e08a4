import { createLog } from '../../log.ts';

// A process that logs and ends in the way it is told: `killed`, `thrown`, `ended`, or `flood`, which
// logs 20 MB whether or not anybody reads and says on standard error how many lines it was.
const [ending, dir] = process.argv.slice(2);
const log = createLog({ level: 'info', role: 'worker', dir });

log.info({ event: 'http.request', status: 202 }, 'answered');
log.info({ event: 'relay.pumped' }, 'pumped');
if (ending === 'flood') {
  for (let lines = 0; lines < 20_000; lines += 1) {
    log.info({ event: 'flood', filling: 'x'.repeat(1_000) }, 'much to say');
    if (lines % 100 === 0) await new Promise(setImmediate);
  }
  process.stderr.write('not held up\n');
  process.stdin.resume().once('end', () => process.exit(0));
} else {
  log.child({ part: 'relay' }).error({ event: 'relay.failed' }, 'failed');
  if (ending === 'killed') process.kill(process.pid, 'SIGKILL');
  log.info('last words');
  if (ending === 'thrown') throw new Error('a bug');
  process.exit(0);
}
