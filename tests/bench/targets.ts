import type { Finding } from './finding.ts';
import { figuresOf, type Result } from './result.ts';

/** What Postroom is to reach on two cores with every server on them, in figures of their own. */
export const targetsOf = (results: readonly Result[]): readonly Finding[] => {
  const { one, all } = figuresOf(results);
  const blocks = (role: string): number | undefined =>
    worst([...all('pipeline', '', `${role} blocked ms`), ...all('smtp', '', `${role} blocked ms`)]);
  const rate = (what: string, measurement: string, row: string, atLeast: number): Finding => ({
    what,
    value: one(measurement, row, 'perSecond'),
    wanted: { atLeast },
    unit: 'a second',
  });
  const latency = (what: string, row: string, quantile: string, atMost: number): Finding => ({
    what,
    value: one('latency', row, quantile),
    wanted: { atMost },
    unit: 'ms',
  });
  const memory = (what: string, figure: string, atMost: number): Finding => ({
    what,
    value: worst(all('backlog', '', figure)),
    wanted: { atMost },
    unit: 'MiB',
  });
  const block = (what: string, value: number | undefined): Finding => ({
    what,
    value,
    wanted: { atMost: 20 },
    unit: 'ms',
  });
  return [
    rate('pipeline in batches of 50', 'pipeline', 'batches of 50', 3_000),
    rate('pipeline, single requests', 'pipeline', 'single', 2_400),
    rate('through SMTP', 'smtp', 'batches of 50', 1_400),
    latency('accept to hand-off at 200 a second, p50', 'accept to hand-off at 200', 'p50', 15),
    latency('accept to hand-off at 200 a second, p99', 'accept to hand-off at 200', 'p99', 60),
    latency('HTTP at 200 a second, p99', 'HTTP at 200', 'p99', 20),
    block(
      'longest block of the worker’s event loop at 200 a second',
      one('latency', 'processes at 200', 'worker blocked ms'),
    ),
    block('the same in the pipeline under full load', blocks('worker')),
    memory('Redis with the backlog', 'redis MiB', 100),
    memory('the API with the backlog', 'api MiB', 300),
    memory('the relay with the backlog', 'relay MiB', 300),
    memory('the worker with the backlog', 'worker MiB', 300),
  ];
};

const worst = (values: readonly number[]): number | undefined =>
  values.length > 0 ? Math.max(...values) : undefined;
