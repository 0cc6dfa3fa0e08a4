import { hasEnded } from '@postroom/domain';
import { catalogue } from './kinds.ts';
import type { Model } from './model.ts';

/** What Postroom promises and this moment, at which nothing moves any more, does not show. */
export const broken = (model: Model): readonly string[] => {
  const { world, witness } = model;
  const { notifications } = world.state();
  return [
    ...witness.faults,
    ...[...notifications.values()].flatMap((n) => [
      ...copiesTooMany(model, n),
      ...untrue(model, n),
    ]),
    ...events(model),
  ];
};

type Stored = ReturnType<ReturnType<Model['world']['state']>['notifications']['get']> & object;

const copiesOf = ({ posts }: Model, id: string, redrive: number): number =>
  posts.flatMap(({ copies }) => copies).filter((c) => c.id === id && c.redrive === redrive).length;

/** A second copy needs a hand-off of which nobody knows, and the type's policy or an operator. */
const copiesTooMany = (model: Model, n: Stored): readonly string[] => {
  const { witness } = model;
  const isOnce = catalogue.find(n.type)?.onAmbiguous === 'at_most_once';
  return Array.from({ length: n.redrive + 1 }, (_, redrive) => {
    const copies = copiesOf(model, n.id, redrive);
    const doubts = witness.doubts(n.id, redrive);
    const repeats = isOnce ? Math.min(doubts, witness.repeats(n.id, redrive)) : doubts;
    const allowed = model.posts.every(({ knowsKeys }) => knowsKeys) ? 1 : 1 + repeats;
    return copies <= allowed
      ? []
      : [`${copies} copies of ${n.id}.${redrive}, of at most ${allowed}`];
  }).flat();
};

/** An ending says what became of the mail of its redrive. */
const untrue = (model: Model, n: Stored): readonly string[] => {
  const copies = copiesOf(model, n.id, n.redrive);
  const isHeard = model.posts
    .flatMap(({ heard }) => heard)
    .some(({ id, redrive, by }) => id === n.id && redrive === n.redrive && !by.isDead);
  const isTold = n.reason?.code === 'resolved';
  if (!hasEnded(n.status)) return [`${n.id} is ${n.status} for ever`];
  if (isHeard && n.status !== 'sent') return [`${n.id} is ${n.status}, and was heard to be sent`];
  if (n.status === 'unknown' || isTold) return [];
  if (n.status === 'sent') return copies > 0 ? [] : [`${n.id} is sent, and was not`];
  return copies === 0 ? [] : [`${n.id} is ${n.status}, and was sent`];
};

/** One event for each ending that was seen, and no other. */
const events = ({ world, witness }: Model): readonly string[] => {
  const written = world
    .state()
    .outbox.flatMap((row) => (row.destination === 'exchange' ? [row.event.eventId] : []));
  const [told, due] = [String(written.sort()), String([...witness.dueEvents].sort())];
  return told === due ? [] : [`the events are ${told}, where ${due} were due`];
};
