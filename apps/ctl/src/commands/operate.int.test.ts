import { afterAll, describe, expect, inject, test } from 'vitest';
import { createCtlWorld } from '../testing/ctl-world.ts';

const { ctl, given, sql, statusOf, stop } = await createCtlWorld(inject('servers'));
afterAll(stop);

describe('redrive, cancel and resolve', () => {
  test('work on one by its id, and refuse what the state forbids', async () => {
    const [failed, queued, unknown, sent] = [
      await given('failed'),
      await given('queued'),
      await given('unknown'),
      await given('sent'),
    ];

    const codes = [
      (await ctl(`redrive ${failed}`)).code,
      (await ctl(`cancel ${queued}`)).code,
      (await ctl(`resolve ${unknown} sent`)).code,
    ];
    const refused = await ctl(`cancel ${sent}`);

    expect(codes).toEqual([0, 0, 0]);
    expect(await Promise.all([failed, queued, unknown].map(statusOf))).toEqual([
      'queued',
      'cancelled',
      'sent',
    ]);
    expect(refused).toMatchObject({ code: 1, out: expect.stringContaining(`${sent}: `) });
  });

  test('take many by a filter, and only count them first', async () => {
    const ids = [await given('expired'), await given('expired')];

    const counted = await ctl('redrive --status expired --type welcome --dry-run');
    const untouched = await statusOf(ids[0] ?? '');
    const done = await ctl('redrive --status expired --source shop');

    expect(counted).toMatchObject({ code: 0, out: '2 would be sent again' });
    expect(untouched).toBe('expired');
    expect(done.out).toMatch(/^operation [0-9a-f-]{36}: 2 found\n2 sent again$/);
    expect(await Promise.all(ids.map(statusOf))).toEqual(['queued', 'queued']);
  });

  test('by a filter count what they skip, and go on where an operation was left', async () => {
    const erased = await given('failed', { userId: 'frida' });
    await sql`update notifications set variables_erased = true where id = ${erased}`;
    const fine = await given('failed', { userId: 'frida', email: 'Frida@example.com' });

    const done = await ctl('redrive --userid frida');
    const tagged = await ctl('cancel --tag team:Canary --recipient-email frida@example.com');

    expect(done.out).toMatch(/: 2 found\n1 skipped: variables_erased\n1 sent again$/);
    expect(tagged.out).toMatch(/: 1 found\n1 cancelled$/);
    expect([await statusOf(erased), await statusOf(fine)]).toEqual(['failed', 'cancelled']);
  });

  test('need an id or a filter, of states on which they work', async () => {
    expect(await ctl('cancel')).toMatchObject({
      code: 2,
      err: expect.stringContaining('or a filter'),
    });
    expect(await ctl('cancel --status sent')).toMatchObject({ code: 2 });
    expect(await ctl('cancel --scopes send')).toMatchObject({
      code: 2,
      err: expect.stringContaining('it takes --status'),
    });
    expect(await ctl('redrive --since yesterday')).toMatchObject({ code: 2 });
    expect(await ctl('redrive --tag spring')).toMatchObject({ code: 2 });
    expect(await ctl('redrive --type welcom')).toMatchObject({ code: 2 });
  });
});
