import { describe, expect, it } from 'vitest';
import { bootstrap } from '../bootstrap.ts';
import { originOf, submissionOf } from '../testing/builders.ts';
import { createMemoryWorld } from '../testing/memory-world.ts';
import { catalogueOf, declarationOf, stringsSchema } from '../testing/sample-types.ts';

const none = stringsSchema([]);
const alert = stringsSchema(['alert_message', 'occurred_at']);
const catalogue = catalogueOf([
  declarationOf({ type: 'welcome', variables: none }),
  declarationOf({ type: 'security_alert', queue: 'critical', variables: alert }),
  declarationOf({ type: 'greeting' }),
]);

const postroom = (preferenceMails?: readonly ('created' | 'updated')[]) => {
  const world = createMemoryWorld({ catalogue });
  const bus = bootstrap({ ...world, catalogue, ...(preferenceMails && { preferenceMails }) });
  const common = { userId: 'ada', correlationId: 'c-1', via: 'the API' };
  return {
    create: (given: { email?: string; test?: boolean } = {}) =>
      bus.handle({
        type: 'create-preferences',
        ...common,
        email: 'ada@example.com',
        wishes: {},
        ...given,
      }),
    change: (email: string | null = null, expectedVersion: number | null = null) =>
      bus.handle({
        type: 'change-preferences',
        mode: 'merge',
        ...common,
        email,
        wishes: { greeting: false },
        expectedVersion,
      }),
    register: () =>
      bus.handle({
        type: 'accept',
        submissions: [
          submissionOf({
            origin: originOf({ correlationId: 'c-9' }),
            requests: [],
            newcomers: [{ userId: 'eve', email: 'eve@example.com' }],
          }),
        ],
      }),
    mails: () => [...world.state().notifications.values()],
    jobs: () => world.state().outbox.filter(({ destination }) => destination !== 'exchange'),
  };
};

describe('a mail about preferences', () => {
  it('is not made unless it is wanted', async () => {
    const { create, change, register, mails } = postroom();
    await create();
    await change();
    await register();

    expect(mails()).toEqual([]);
  });

  it('welcomes whose preferences were created, in the same transaction', async () => {
    const { create, change, mails, jobs } = postroom(['created']);
    await create();
    await change();
    await expect(create()).rejects.toMatchObject({ code: 'already_exists' });

    expect(mails()).toMatchObject([
      {
        type: 'welcome',
        status: 'queued',
        recipientEmail: 'ada@example.com',
        userId: 'ada',
        correlationId: 'c-1',
        source: 'postroom',
        test: false,
      },
    ]);
    expect(jobs()).toMatchObject([{ destination: 'standard', notificationId: mails()[0]?.id }]);
  });

  it('welcomes whom an event brought, once', async () => {
    const { register, mails, jobs } = postroom(['created']);
    await register();
    await register();

    expect(mails()).toMatchObject([
      { type: 'welcome', recipientEmail: 'eve@example.com', userId: 'eve', correlationId: 'c-9' },
    ]);
    expect(jobs()).toHaveLength(1);
  });

  it('alerts of a change, at the address from before it', async () => {
    const { create, change, mails } = postroom(['updated']);
    await create();
    await change('thief@example.com');

    expect(mails()).toMatchObject([
      {
        type: 'security_alert',
        queue: 'critical',
        recipientEmail: 'ada@example.com',
        variables: { alert_message: 'Your notification preferences were changed over the API.' },
      },
    ]);
  });

  it('is not made of a change that did not happen', async () => {
    const { create, change, mails } = postroom(['updated']);
    await create();

    await expect(change(null, 7)).rejects.toMatchObject({ code: 'version_mismatch' });

    expect(mails()).toEqual([]);
  });

  it('for a test key is a test', async () => {
    const { create, mails } = postroom(['created']);
    await create({ test: true });

    expect(mails()).toMatchObject([{ test: true }]);
  });

  it('that could never be made stops the start', () => {
    const world = createMemoryWorld({ catalogue });
    const demanding = catalogueOf([declarationOf({ type: 'welcome' })]);
    const start = () => bootstrap({ ...world, catalogue: demanding, preferenceMails: ['created'] });

    expect(start).toThrow('PREFERENCE_MAILS names created, which sends welcome');
  });
});
