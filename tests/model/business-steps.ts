import { requestOf, submissionOf } from '@postroom/application/testing';
import type { Notification } from '@postroom/domain';
import { DomainError } from '@postroom/domain';
import fc from 'fast-check';
import { type Kind, kinds } from './kinds.ts';
import type { Model } from './model.ts';
import { type Step, step } from './step.ts';

const most = 3;
const laterMs = 45_000;

/** Something is handed in, for now or for later. */
export const accept: fc.Arbitrary<Step> = fc
  .record({ type: fc.constantFrom(...kinds), isLater: fc.boolean() })
  .map(({ type, isLater }) =>
    step(
      `accept ${type}${isLater ? ' for later' : ''}`,
      ({ world }) => world.state().notifications.size < most,
      (model) => handIn(model, type, isLater ? laterMs : null),
    ),
  );

/** Some are in the queue from the start. */
export const begin = async (model: Model, types: readonly Kind[]): Promise<void> => {
  for (const type of types) await handIn(model, type, null);
  const [relay] = model.relays;
  relay?.rush('accepted');
  relay?.goOn(0, 'accepted');
  await model.rest();
  relay?.rush(null);
};

const handIn = async (
  { bus, world, witness, say }: Model,
  type: Kind,
  inMs: number | null,
): Promise<void> => {
  const sendAt = inMs === null ? null : new Date(world.now().getTime() + inMs);
  const submissions = [submissionOf({ requests: [requestOf({ type, sendAt })] })];
  const [receipt] = await bus.handle({ type: 'accept', submissions });
  if (!receipt?.ok) throw new Error('what is handed in here is good', { cause: receipt });
  for (const { notificationId } of receipt.value.notifications) {
    say(`accepted ${type} ${notificationId}`);
  }
  witness.look();
};

const operations = ['cancel', 'send-again', 'was sent', 'was not sent: send again'] as const;

/** An operator does what may be refused, and knows of an unknown one as much as anybody. */
export const operate: fc.Arbitrary<Step> = fc
  .record({ operation: fc.constantFrom(...operations), choice: fc.nat(most - 1) })
  .map(({ operation, choice }) =>
    step(
      `${operation} ${choice}`,
      ({ world }) => choice < world.state().notifications.size,
      async (model) => {
        const n = [...model.world.state().notifications.values()][choice];
        if (!n) throw new Error('it was there a moment ago');
        const word = await tell(model, operation, n).catch((error: unknown) => {
          if (error instanceof DomainError) return error.code;
          throw error;
        });
        model.say(`operator: ${operation} ${n.id}, which is ${n.status}: ${word}`);
      },
    ),
  );

const tell = async (
  { bus, witness }: Model,
  operation: (typeof operations)[number],
  before: Notification,
): Promise<string> => {
  const of = { notificationId: before.id, source: null, by: 'eve' };
  switch (operation) {
    case 'cancel':
      return (await bus.handle({ type: 'cancel', ...of })).status;
    case 'send-again': {
      const { redrive, status } = await bus.handle({ type: 'send-again', ...of });
      if (before.status === 'unknown') witness.sentAgain(before.id, redrive);
      return status;
    }
    case 'was sent':
      return (await bus.handle({ type: 'resolve', to: 'sent', ...of })).status;
    case 'was not sent: send again':
      await bus.handle({ type: 'resolve', to: 'failed', ...of });
      witness.look();
      return (await bus.handle({ type: 'send-again', ...of })).status;
  }
};
