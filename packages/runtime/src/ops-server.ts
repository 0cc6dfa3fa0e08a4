import type { Listening } from './config/config.ts';
import { type HealthOptions, healthRoutes } from './health.ts';
import { type HttpServer, serveHttp } from './http-server.ts';

/**
 * Serves a role's `/livez`, `/readyz` and `/metrics` on a port of its own; start it first and stop
 * it last, so that a role that waits for its schema can already be asked.
 */
export const startOps = ({
  host,
  port,
  portIsExplicit = true,
  ...health
}: Omit<Listening, 'portIsExplicit'> &
  Partial<Pick<Listening, 'portIsExplicit'>> &
  HealthOptions): Promise<HttpServer> =>
  serveHttp({
    host,
    port,
    portIsExplicit,
    portVariable: 'OPS_PORT',
    fetch: healthRoutes(health).fetch,
  });
