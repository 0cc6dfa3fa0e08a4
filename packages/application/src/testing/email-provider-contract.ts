import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EmailMessage, EmailProvider } from '../ports/email-provider.ts';

/** One provider with a recipient that can be looked at. */
export interface EmailProviderHarness {
  readonly provider: EmailProvider;
  /** Subjects of the mails that arrived, in any order. */
  arrived(): readonly string[];
  /** Whether a key has one effect there. */
  readonly honoursKeys: boolean;
  /** Takes the other side away, so that it cannot be reached; absent where there is none. */
  readonly goAway?: () => Promise<void>;
  stop(): Promise<void>;
}

const aMail = (given: Partial<EmailMessage> = {}): EmailMessage => ({
  from: '"Ada\'s Shop, Inc." <shop@sender.example>',
  to: 'ada@example.com',
  replyTo: null,
  subject: 'Your order',
  html: '<p>Thank you.</p>',
  text: 'Thank you.',
  messageId: '0190a5d0-0000-7000-8000-000000000001.0@sender.example',
  headers: { 'X-Notification-ID': '0190a5d0-0000-7000-8000-000000000001' },
  tags: { notification_id: '0190a5d0-0000-7000-8000-000000000001' },
  ...given,
});

const under = (idempotencyKey: string, signal = new AbortController().signal) => ({
  idempotencyKey,
  signal,
});

/** What every email provider promises to those who hand mail to it. */
export const emailProviderContract = (create: () => Promise<EmailProviderHarness>): void => {
  describe('email provider', () => {
    let harness: EmailProviderHarness;
    beforeEach(async () => {
      harness = await create();
    });
    afterEach(async () => {
      await harness.provider.close();
      await harness.stop();
    });

    it('has a name that fits into a metric label', () => {
      expect(harness.provider.name).toMatch(/^[a-z][a-z0-9_]*$/);
    });

    it('an accepted mail has arrived, and the answer names it', async () => {
      const outcome = await harness.provider.send(aMail(), under('a.0'));

      expect(outcome).toMatchObject({ outcome: 'accepted', providerId: expect.any(String) });
      expect(harness.arrived()).toEqual(['Your order']);
    });

    it('many mails at once all arrive, each once', async () => {
      const subjects = Array.from({ length: 40 }, (_, i) => `Order ${i}`);

      const outcomes = await Promise.all(
        subjects.map((subject, i) => harness.provider.send(aMail({ subject }), under(`m${i}.0`))),
      );

      expect(outcomes.every(({ outcome }) => outcome === 'accepted')).toBe(true);
      expect([...harness.arrived()].sort()).toEqual([...subjects].sort());
    });

    it('a repeat under the same key is accepted, with one effect where keys are honoured', async () => {
      const first = await harness.provider.send(aMail(), under('r.0'));
      const second = await harness.provider.send(aMail(), under('r.0'));

      expect([first.outcome, second.outcome]).toEqual(['accepted', 'accepted']);
      expect(harness.arrived()).toHaveLength(harness.honoursKeys ? 1 : 2);
    });

    it.each([
      ['a line break in the subject', { subject: 'Hi\r\nBcc: eve@example.com' }],
      ['a NUL in the subject', { subject: 'Hi\u0000' }],
      ['a line separator in the subject', { subject: 'Hi\u2028there' }],
      ['a line break in a header', { headers: { 'X-Correlation-ID': 'a\nBcc: eve@example.com' } }],
      ['a line break in the name of a header', { headers: { 'X-A\r\nBcc': 'eve@example.com' } }],
      ['a line break in the recipient', { to: 'ada@example.com\r\nRCPT TO:<eve@example.com>' }],
      ['a second recipient', { to: 'ada@example.com, eve@example.com' }],
      ['a line break in the sender', { from: 'shop@sender.example\nBcc: eve@example.com' }],
      ['a line break in the reply address', { replyTo: 'a@example.com\nBcc: eve@example.com' }],
      ['a bracket in the Message-ID', { messageId: 'a@b>\t<c@d' }],
    ])('%s is refused for good, not cleaned', async (_what, broken) => {
      const outcome = await harness.provider.send(aMail(broken), under('i.0'));

      expect(outcome).toMatchObject({
        outcome: 'rejected',
        kind: 'permanent',
        code: 'invalid_message',
      });
      expect(harness.arrived()).toEqual([]);
    });

    it('a mail given up beforehand is not sent and spends nothing', async () => {
      const outcome = await harness.provider.send(aMail(), under('g.0', AbortSignal.abort()));

      expect(outcome).toMatchObject({ outcome: 'rejected', kind: 'unreachable' });
      expect(harness.arrived()).toEqual([]);
    });

    it('who cannot be reached says so, and no attempt is spent', async () => {
      await harness.goAway?.();

      const outcome = await harness.provider.send(aMail(), under('u.0'));

      expect(outcome).toMatchObject(
        harness.goAway ? { outcome: 'rejected', kind: 'unreachable' } : { outcome: 'accepted' },
      );
    });

    it('closing waits for the mail under way, and takes no more', async () => {
      const underWay = harness.provider.send(aMail(), under('c.0'));
      await harness.provider.close();
      const late = await harness.provider.send(aMail({ subject: 'late' }), under('c.1'));

      expect(['accepted', 'rejected']).toContain((await underWay).outcome);
      expect(late).toMatchObject({ outcome: 'rejected', kind: 'unreachable' });
      expect(harness.arrived()).not.toContain('late');
    });

    it('closing twice does no harm', async () => {
      await harness.provider.close();

      await expect(harness.provider.close()).resolves.toBeUndefined();
    });
  });
};
