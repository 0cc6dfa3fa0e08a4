import type { Measurement } from '../measurement.ts';
import { accept } from './accept.ts';
import { backlog } from './backlog.ts';
import { heldTransaction } from './held-transaction.ts';
import { history } from './history.ts';
import { latency } from './latency.ts';
import { mail } from './mail.ts';
import { obvious } from './obvious.ts';
import { parts } from './parts.ts';
import { pipeline, smtp } from './pipeline.ts';
import { workers } from './workers.ts';

/** All measurements, in the order in which they run. */
export const measurements: readonly Measurement[] = [
  parts,
  mail,
  accept,
  pipeline,
  smtp,
  obvious,
  latency,
  workers,
  heldTransaction,
  history,
  backlog,
];
