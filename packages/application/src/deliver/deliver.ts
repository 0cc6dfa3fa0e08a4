import {
  concluded,
  decide,
  hasEnded,
  type Notification,
  type Reason,
  type Settlement,
  settle,
  type TypeDeclaration,
} from '@postroom/domain';
import type { Job, Loaded } from '../ports/delivery-store.ts';
import type { EmailMessage } from '../ports/email-provider.ts';
import type { Rendered } from '../ports/renderer.ts';
import type { DeliverContext } from './context.ts';
import { handOff } from './hand-off.ts';
import { noteOtherBytes, whyUnrepeatable } from './repeat.ts';
import { settleLate } from './settle-late.ts';
import { settleSurely } from './settle-surely.ts';
import { done, type Verdict, verdictOf } from './verdict.ts';
import { findWayOut, type WayOut } from './way-out.ts';

/**
 * Runs that end by the death of their process, after which a job is taken for its cause. With three,
 * one innocent in ten thousand was convicted while its workers were killed at random once a second.
 */
const poisonousDeaths = 5;
/** How long a job waits for the worker that holds its notification, or for the reconciler to free it. */
const heldSnoozeMs = 5_000;

/**
 * Brings one notification one step further: load, decide, render, claim, send, settle. The claim
 * comes last before the send, so that `sending` means handed off; no transaction is open while a
 * provider is spoken to. Safe to run for a job that is stale, early or here twice: then nothing is
 * sent.
 * @param deaths how often a run of this job ended by the death of its process, and may be its doing.
 * @throws StoreError when Postgres is away: the job is to come again, no attempt is spent.
 */
export const deliver = async (
  job: Job,
  deaths: number,
  context: DeliverContext,
): Promise<Verdict> => {
  const loaded = await context.load(job);
  const early = loaded && tooEarly(job, loaded);
  if (early) return early;
  if (!loaded) return done;

  const { notification } = loaded;
  const clock = databaseClock(loaded, context);
  const conclude = (to: 'failed' | 'suppressed' | 'expired' | 'unknown', reason: Reason) =>
    settled(notification, concluded(notification, to, { reason, at: clock() }), context);
  const giveUp = (code: string, detail: string) =>
    conclude(notification.maybeSent ? 'unknown' : 'failed', { code, detail });

  if (deaths >= poisonousDeaths) {
    return giveUp('poison', `its process died ${deaths} times while it ran`);
  }
  const declaration = context.catalogue.find(notification.type);
  if (!declaration) return giveUp('type_gone', `type ${notification.type} is no longer declared`);

  const decision = decide(notification, loaded.facts, declaration, context.isEssential);
  if (decision.verdict === 'end') return conclude(decision.to, decision.reason);
  const unrepeatable = whyUnrepeatable(notification, clock(), context);
  if (unrepeatable) return conclude('unknown', unrepeatable);

  const mail = await write(notification, context);
  if ('fault' in mail) return giveUp('render_failed', mail.fault);

  // Waiting for a connection and for a provider happens before the claim: what only waits has not
  // been handed off, and is not in doubt when this process dies.
  const endTurn = await context.takeTurn();
  try {
    const way = await findWayOut(notification, context);
    if ('waitMs' in way) return postponed(notification, way, clock(), context);
    try {
      const claimed = await claim(notification, mail.rendered, declaration, way, context);
      if (!claimed) return await overtaken(job, context);
      await noteOtherBytes(notification, mail.rendered, context);
      return await sendClaimed({ claimed, mail, declaration, clock, way, endTurn }, context);
    } finally {
      way.leave(null);
    }
  } finally {
    endTurn();
  }
};

/** Guards: nothing is to be done for a stale job, and not yet for an early one. */
const tooEarly = (job: Job, { notification, facts }: Loaded): Verdict | undefined => {
  if (notification.dispatch !== job.dispatch || hasEnded(notification.status)) return done;
  if (notification.status === 'sending') return { verdict: 'snooze', delayMs: heldSnoozeMs };
  const due = notification.nextAttemptAt ?? notification.sendAt;
  const waitMs = due === null ? 0 : due.getTime() - facts.now.getTime();
  return waitMs > 0 ? { verdict: 'snooze', delayMs: waitMs } : undefined;
};

/** No provider takes it now. It has not run, spends nothing, and ends at its expiry at the latest. */
const postponed = (
  n: Notification,
  { waitMs, reason }: { readonly waitMs: number; readonly reason: Reason },
  now: Date,
  { observe }: DeliverContext,
): Verdict => {
  observe.postponed(n, reason);
  const leftMs = Math.max(0, n.expiresAt.getTime() - now.getTime());
  return { verdict: 'snooze', delayMs: Math.min(waitMs, leftMs) };
};

/** The database's time, carried on by the process's clock from the moment of the load: skew does not matter. */
const databaseClock = ({ facts }: Loaded, { now }: DeliverContext): (() => Date) => {
  const skewMs = facts.now.getTime() - now().getTime();
  return () => new Date(now().getTime() + skewMs);
};

interface Mail {
  readonly rendered: Rendered;
  readonly message: EmailMessage;
}

/** Everything that may fail without the network fails here, before the claim says `handed off`. */
const write = async (
  n: Notification,
  context: DeliverContext,
): Promise<Mail | { readonly fault: string }> => {
  try {
    const rendered = await context.render(n);
    return { rendered, message: context.compose(n, rendered) };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
};

const claim = (
  n: Notification,
  rendered: Rendered,
  declaration: TypeDeclaration,
  way: WayOut,
  context: DeliverContext,
): Promise<Notification | undefined> =>
  context.claim({
    id: n.id,
    dispatch: n.dispatch,
    claim: n.claim,
    worker: context.worker,
    leaseMs: context.leaseMs,
    templateHash: rendered.templateHash,
    provider: way.provider.name,
    subject: rendered.subject,
    isEssential: context.isEssential(n.type),
    onByDefault: declaration.onByDefault,
    category: declaration.category,
  });

/**
 * The claim was refused, so something changed since the load: cancelled, opted out, expired, taken
 * by another. One more look settles what can be settled; nothing is sent in any case.
 */
const overtaken = async (job: Job, context: DeliverContext): Promise<Verdict> => {
  const loaded = await context.load(job);
  if (!loaded) return done;
  const early = tooEarly(job, loaded);
  if (early) return early;
  const declaration = context.catalogue.find(loaded.notification.type);
  if (!declaration) return done;
  const { notification, facts } = loaded;
  const decision = decide(notification, facts, declaration, context.isEssential);
  if (decision.verdict === 'send') return { verdict: 'snooze', delayMs: 1_000 };
  const settlement = concluded(notification, decision.to, {
    reason: decision.reason,
    at: facts.now,
  });
  return settled(notification, settlement, context);
};

interface Sending {
  readonly claimed: Notification;
  readonly mail: Mail;
  readonly declaration: TypeDeclaration;
  readonly clock: () => Date;
  readonly way: WayOut;
  readonly endTurn: () => void;
}

const sendClaimed = async (
  { claimed, mail, declaration, clock, way, endTurn }: Sending,
  context: DeliverContext,
): Promise<Verdict> => {
  const { id, claim: fence } = claimed;
  const stopHeartbeat = context.heartbeat(() => {
    // A beat that fails is made up for by the next; three in a row and the lease is gone, as it should be.
    context.extend({ id, claim: fence, leaseMs: context.leaseMs }).catch(() => undefined);
  });
  try {
    const { outcome, tries, late } = await handOff(claimed, mail.message, way, context);
    // Its connection is free while the outcome is written.
    endTurn();
    if (late) void settleLate(claimed, tries, late, clock, context);
    const { policy } = context;
    const facts = { now: clock(), policy, random: context.random(), declaration };
    return await settled(claimed, settle(claimed, outcome, tries, facts), context);
  } finally {
    stopHeartbeat();
  }
};

const settled = async (
  notification: Notification,
  settlement: Settlement,
  context: DeliverContext,
): Promise<Verdict> =>
  (await settleSurely(notification, settlement, context)) ? verdictOf(settlement) : done;
