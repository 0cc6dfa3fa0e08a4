// Imports definitions.json over the management API, as often as one likes: what is there stays.
// Loading them at boot instead would keep RabbitMQ from making the user of its environment.
import { readFileSync } from 'node:fs';

const management = new URL(process.env.RABBITMQ_MANAGEMENT_URL ?? '');
const login = `${decodeURIComponent(management.username)}:${decodeURIComponent(management.password)}`;
const response = await fetch(`${management.origin}/api/definitions`, {
  method: 'POST',
  headers: {
    authorization: `Basic ${Buffer.from(login).toString('base64')}`,
    'content-type': 'application/json',
  },
  body: readFileSync(new URL('definitions.json', import.meta.url)),
  signal: AbortSignal.timeout(30_000),
});
if (!response.ok) {
  console.error(`RabbitMQ refused the definitions: ${response.status} ${await response.text()}`);
  process.exit(1);
}
console.log('the definitions are there');
