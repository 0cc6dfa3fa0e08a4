import { hasEnded, type Outcome } from '@postroom/domain';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { deliveryWorld } from '../testing/delivery-world.ts';
import { accepted, ambiguous, rejected, scripted } from '../testing/scripted-provider.ts';

const outcome: fc.Arbitrary<Outcome> = fc.constantFrom(
  accepted,
  ambiguous,
  rejected('permanent'),
  rejected('transient'),
  rejected('throttled'),
  rejected('unreachable'),
);
const outcomes = fc.array(outcome, { minLength: 1, maxLength: 12 });
const types = fc.constantFrom('greeting', 'offer');

it('ends with exactly one event, whatever the providers say and however often a job comes', async () => {
  await fc.assert(
    fc.asyncProperty(outcomes, outcomes, types, fc.nat(3), async (one, other, type, repeats) => {
      const providers = [scripted('resend', one), scripted('smtp', other)];
      const worker = deliveryWorld(providers, { isEssential: () => true });
      const job = await worker.accept({ type, ttlSeconds: 120 });
      let runs = 0;

      while (!hasEnded(worker.stored(job).status)) {
        if (++runs > 200) throw new Error('it never ends');
        const verdict = await worker.deliver(job);
        for (let i = 0; i < repeats; i++) await worker.deliver(job);
        worker.world.advance('delayMs' in verdict ? verdict.delayMs : 0);
      }

      const { status } = worker.stored(job);
      const copies = [...worker.world.state().attempts].filter((a) => a.outcome === 'accepted');
      expect(worker.events()).toEqual([
        status === 'sent' ? 'notification.sent' : 'notification.failed',
      ]);
      expect(copies).toHaveLength(status === 'sent' ? 1 : 0);
      expect(worker.stored(job).attempts).toBeLessThanOrEqual(worker.context.policy.maxRetries + 1);
      expect(worker.hearts.size).toBe(0);
    }),
    { numRuns: 200 },
  );
});
