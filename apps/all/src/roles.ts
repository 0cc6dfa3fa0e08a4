import { start as startApi } from '@postroom/api';
import { start as startBridge } from '@postroom/bridge';
import { start as startDashboard } from '@postroom/dashboard';
import { start as startRelay } from '@postroom/relay';
import type { Config, StartContext, Stopper } from '@postroom/runtime';
import { start as startWorker } from '@postroom/worker';

/** Where the roles that people open in a browser are to be found. */
export interface Doors {
  readonly apiUrl: string;
  readonly dashboardUrl: string;
}

/**
 * Starts every role in this process. What hands in is stopped first and what sends last, so that
 * nothing is accepted any more while the rest drains.
 */
export const startRoles = async (
  config: Config,
  context: StartContext,
  stopper: Stopper,
): Promise<Doors> => {
  // One port each, as if they were processes of their own, and nobody's wish here: any free one.
  const apart: Config = { ...config, ops: { ...config.ops, port: 0, portIsExplicit: false } };
  const worker = await startWorker(apart, context);
  stopper.add('worker', () => worker.stop());
  const relay = await startRelay(apart, context);
  stopper.add('relay', () => relay.stop());
  const dashboard = await startDashboard(apart, context);
  stopper.add('dashboard', () => dashboard.stop());
  if (config.rabbitmq.url !== undefined) {
    const bridge = await startBridge(apart, context);
    stopper.add('bridge', () => bridge.stop());
  }
  const api = await startApi(apart, context);
  stopper.add('api', () => api.stop());
  return { apiUrl: api.url, dashboardUrl: dashboard.url };
};
