import { type ApiContext, createApp } from '@postroom/api';
import { createLog, createMetrics, serveHttp } from '@postroom/runtime';
import { builtInTypes, createCatalogue } from '@postroom/templates';
import { uuidv7 } from 'uuidv7';
import { benchKey } from './world.ts';

// The API of production before a store that does nothing: what the HTTP side can do at best.
const log = createLog({ level: 'info', role: 'api' });
const catalogue = createCatalogue(builtInTypes);
const principal = { source: 'bootstrap', scopes: ['admin'], test: false, keyId: 'bench' } as const;
const context = {
  authenticate: async (authorization: string | undefined) => {
    if (authorization !== `Bearer ${benchKey}`) throw new Error('not the key of the benchmark');
    return principal;
  },
  isOpen: false,
  accept: async ({ requests }: Parameters<ApiContext['accept']>[0]) => ({
    outcome: 'accepted',
    notifications: requests.map(() => ({ notificationId: uuidv7(), status: 'queued' })),
  }),
  catalogue,
  reads: { written: async () => undefined },
  isEssential: () => false,
  phase: () => 'serving',
  log,
  metrics: createMetrics({ role: 'api', version: '0.0.0' }),
  version: '0.0.0',
  serviceName: 'Acme',
  now: () => new Date(),
  newId: uuidv7,
} as unknown as ApiContext; // Only the two routes of the benchmark are called, which need no more.
const app = createApp(context);
const server = await serveHttp({
  host: '127.0.0.1',
  port: 0,
  portIsExplicit: true,
  portVariable: 'PORT',
  fetch: app.fetch,
});
console.log(`${server.url} is listening`);
process.once('SIGTERM', () => process.exit(0));
