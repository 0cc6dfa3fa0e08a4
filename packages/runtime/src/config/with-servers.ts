import { defaultPublicUrl } from './build.ts';
import type { Config, ConfigBeforeServers } from './config.ts';

/** What `npm start` found, started, or was given. */
export interface Servers {
  readonly databaseUrl: string;
  readonly rabbitmqUrl?: string | undefined;
  /** The inbox, where mail goes that has no provider. */
  readonly smtpUrl?: string | undefined;
  /** Ports that replace default ones which were taken. */
  readonly apiPort?: number | undefined;
  readonly dashboardPort?: number | undefined;
}

/** Completes the configuration of `all`: what was given stays, what was lacking is filled. */
export const withServers = (config: ConfigBeforeServers, servers: Servers): Config => {
  const { api, dashboard, database, email, rabbitmq } = config;
  const url = database.url ?? servers.databaseUrl;
  const apiPort = servers.apiPort ?? api.port;
  const isOwnUrl = api.publicUrl === defaultPublicUrl(api.host, api.port);
  const smtp = email.smtp ?? (servers.smtpUrl ? { url: servers.smtpUrl } : undefined);
  return {
    ...config,
    api: {
      ...api,
      port: apiPort,
      publicUrl: isOwnUrl ? defaultPublicUrl(api.host, apiPort) : api.publicUrl,
    },
    dashboard: { ...dashboard, port: servers.dashboardPort ?? dashboard.port },
    database: { ...database, url, migrateUrl: database.migrateUrl ?? url },
    rabbitmq: { ...rabbitmq, url: rabbitmq.url ?? servers.rabbitmqUrl },
    email: {
      ...email,
      smtp,
      providers: email.providers.length === 0 && smtp ? ['smtp'] : email.providers,
    },
  };
};
