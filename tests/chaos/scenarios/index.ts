import type { Scenario } from '../scenario.ts';
import { acceptedIsDurable } from './g01-accepted-is-durable.ts';
import { onePerKey } from './g02-one-per-key.ts';
import { noRowSkipped } from './g03-no-row-skipped.ts';
import { redisFlushed } from './g04-redis-flushed.ts';
import { oneLiveClaim } from './g05-one-live-claim.ts';
import { zombie } from './g06-zombie.ts';
import { oneAcceptancePerKey } from './g07-one-acceptance-per-key.ts';
import { smtpAmbiguity } from './g08-smtp-ambiguity.ts';
import { workerKilled } from './g09-worker-killed.ts';
import { relayKilled } from './g10-relay-killed.ts';
import { oneEvent } from './g11-one-event.ts';
import { eventsRouted } from './g12-events-routed.ts';
import { brokersAway } from './g13-brokers-away.ts';
import { amqpOnce } from './g14-amqp-once.ts';
import { poison } from './g15-poison.ts';
import { throttled } from './g16-throttled.ts';
import { permanentOnce } from './g17-permanent-once.ts';
import { clockSkew } from './g18-clock-skew.ts';
import { blockedLoop } from './g19-blocked-loop.ts';
import { optOut } from './g20-opt-out.ts';
import { postgresRestarted } from './g21-postgres-restarted.ts';
import { redisOutages } from './g22-redis-outages.ts';
import { rollingRestart } from './g23-rolling-restart.ts';
import { postgresFull } from './g24-postgres-full.ts';
import { rabbitmqBlocked } from './g24-rabbitmq-blocked.ts';
import { redisFull } from './g24-redis-full.ts';
import { tenTimes } from './g25-ten-times.ts';
import { scheduled } from './g26-scheduled.ts';
import { killsOverResend, killsOverSmtp } from './kills.ts';
import { wrongDesigns } from './mutations.ts';
import { randomWalk } from './random-walk.ts';
import { withoutProtection } from './removals.ts';

/** Every scenario, in the order of the promises. */
export const scenarios: readonly Scenario[] = [
  acceptedIsDurable,
  onePerKey,
  noRowSkipped,
  redisFlushed,
  oneLiveClaim,
  zombie,
  oneAcceptancePerKey,
  smtpAmbiguity,
  workerKilled,
  relayKilled,
  oneEvent,
  eventsRouted,
  brokersAway,
  amqpOnce,
  poison,
  throttled,
  permanentOnce,
  clockSkew,
  blockedLoop,
  optOut,
  postgresRestarted,
  redisOutages,
  rollingRestart,
  postgresFull,
  rabbitmqBlocked,
  redisFull,
  tenTimes,
  scheduled,
  killsOverResend,
  killsOverSmtp,
  randomWalk,
  wrongDesigns,
  ...withoutProtection,
];
