// inbox.mjs <smtp port> <http port>: the inbox as a program of its own, for the composed system.
import { startInbox } from '../local/dist/index.js';

const [smtpPort, httpPort] = process.argv.slice(2).map(Number);
const inbox = await startInbox({ host: '0.0.0.0', smtpPort, httpPort });
console.log('inbox is ready');

for (const signal of ['SIGTERM', 'SIGINT']) {
  process.once(signal, async () => {
    await inbox.stop();
    process.exit(0);
  });
}
