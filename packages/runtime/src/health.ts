import { Hono } from 'hono';
import type { Registry } from 'prom-client';
import { withDeadline } from './deadline.ts';
import { probeTimeoutMs, type Readiness } from './probe.ts';

export interface HealthOptions {
  /** Asked on every `/readyz`; a rejection or an answer later than 2.5 seconds means not ready. */
  ready(): Promise<Readiness>;
  readonly registry: Registry;
}

/**
 * `/livez`, which depends on nothing, since a restart does not repair a server elsewhere; `/readyz`,
 * 200 or 503 with what is down; `/metrics` in Prometheus' text format. The API mounts these on its
 * own port, other roles on `OPS_PORT`.
 */
export const healthRoutes = ({ ready, registry }: HealthOptions): Hono =>
  new Hono()
    .get('/livez', (context) => context.json({ status: 'alive' }))
    .get('/readyz', async (context) => {
      const readiness = await boundedReadiness(ready);
      context.header('Cache-Control', 'no-store');
      return context.json(readiness, readiness.status === 'ready' ? 200 : 503);
    })
    .get('/metrics', async (context) =>
      context.body(await registry.metrics(), 200, { 'Content-Type': registry.contentType }),
    );

/** A little more than one probe may take, so that the probes' own verdicts come first. */
const readyTimeoutMs = probeTimeoutMs + 500;

const boundedReadiness = async (ready: HealthOptions['ready']): Promise<Readiness> => {
  try {
    return await withDeadline(ready(), readyTimeoutMs, 'readiness');
  } catch {
    return { status: 'not_ready', checks: [] };
  }
};
