// The inbox as a program of its own: SMTP on 1025, its page on 8025, for the composed system.
import { startInbox } from '../local/dist/index.js';

const inbox = await startInbox({ host: '0.0.0.0', smtpPort: 1025, httpPort: 8025 });
console.log('inbox is ready');

for (const signal of ['SIGTERM', 'SIGINT']) {
  process.once(signal, async () => {
    await inbox.stop();
    process.exit(0);
  });
}
