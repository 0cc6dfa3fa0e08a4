import { migrate } from '@postroom/adapters/postgres';
import { migrateQueues } from '@postroom/adapters/queue';
import { claimHome, freePort, type Local, startLocal } from '@postroom/local';
import {
  type Config,
  type ConfigBeforeServers,
  type Listening,
  type StartContext,
  type Started,
  startParts,
  withServers,
} from '@postroom/runtime';
import { type Doors, startRoles } from './roles.ts';
import { type Row, tableOf } from './table.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/**
 * The whole of Postroom in one process: servers it was given no URL for, the schema, every role.
 * Stopping goes the other way round; the servers end last.
 */
export const start = (config: ConfigBeforeServers, context: StartContext): Promise<Started> =>
  startParts(
    async (stopper) => {
      const home = await claimHome(config.home);
      stopper.add('home', () => home.release());
      const local = await startLocal({
        home: home.folder,
        given: givenTo(config),
        onProgress: say,
      });
      stopper.add('servers', () => local.stop());
      const whole = withServers(config, {
        databaseUrl: local.databaseUrl,
        rabbitmqUrl: local.rabbitmqUrl,
        smtpUrl: local.smtpUrl,
        apiPort: await portOf(config.api, 'PORT', config.dashboard),
        dashboardPort: await portOf(config.dashboard, 'DASHBOARD_PORT', config.api),
      });
      await bringToSchema(whole);
      const doors = await startRoles(whole, context, stopper);
      const rows = rowsOf(whole, doors, local);
      home.announce({
        ...Object.fromEntries(rows.map(({ name, url }) => [name, url])),
        database: whole.database.url,
      });
      say(`\n${tableOf(rows)}\n`);
    },
    // The roles drain for up to 20 seconds; a server's own patience comes on top.
    { partDeadlineMs: 25_000 },
  );

const givenTo = ({ database, redis, rabbitmq, email }: ConfigBeforeServers) => ({
  databaseUrl: database.url,
  redisUrl: redis.url,
  rabbitmqUrl: rabbitmq.url,
  smtpUrl: email.smtp?.url,
  // Whatever is to take the mail, an inbox is not wanted beside it.
  resendApiKey:
    email.resend?.apiKey ?? (email.providers.includes('capture') ? 'capture' : undefined),
});

/**
 * A default port that is taken, or that the other door was asked to have, gives way to a free one; a
 * port that was asked for does not.
 */
const portOf = (
  { port, portIsExplicit }: Listening,
  variable: string,
  other: Listening,
): Promise<number> =>
  freePort(port, {
    explicit: portIsExplicit ? variable : undefined,
    avoid: other.portIsExplicit ? [other.port] : [],
  });

const bringToSchema = async (config: Config): Promise<void> => {
  const { applied, total } = await migrate(config.database.migrateUrl, config.tls);
  say(
    `schema      ${applied.length > 0 ? `${applied.length} of ${total} migrations applied` : 'up to date'}`,
  );
  if (config.redis.url === undefined) {
    await migrateQueues({ databaseUrl: config.database.migrateUrl, tls: config.tls });
  }
};

const rowsOf = (config: Config, { apiUrl, dashboardUrl }: Doors, local: Local): readonly Row[] => [
  { name: 'API', url: apiUrl, note: 'POST /notifications/send' },
  { name: 'Documentation', url: `${apiUrl}/documentation`, note: 'every route, to try out' },
  { name: 'Dashboard', url: `${dashboardUrl}/`, note: 'the lanes and their jobs (Bull Board)' },
  ...local.parts,
  ...(config.rabbitmq.url === undefined
    ? []
    : [{ name: 'Bridge', url: 'notification.events', note: 'events in and out' }]),
];
