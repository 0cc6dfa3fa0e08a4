import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StoreError } from '../ports/store-error.ts';
import { requestOf, submissionOf } from '../testing/builders.ts';
import { busWorld, changing, codeOf } from '../testing/bus-world.ts';

const named = (...names: string[]) =>
  submissionOf({ requests: names.map((name) => requestOf({ variables: { name } })) });

/** A database that refuses notifications to `bad`, in `failure`'s way, after it has written the others. */
const refusing = (failure: Error) => {
  let transactions = 0;
  const postroom = busWorld(
    changing((tx) => {
      transactions += 1;
      return {
        ...tx,
        notifications: {
          ...tx.notifications,
          async add(drafts) {
            await tx.notifications.add(drafts);
            if (drafts.some(({ variables }) => variables.name === 'bad')) throw failure;
          },
        },
      };
    }),
  );
  return { ...postroom, transactions: () => transactions };
};

const rejection = new StoreError('rejected', 'unsupported Unicode escape sequence');

describe('a value that the database refuses', () => {
  it('refuses only the caller who brought it, with all that caller brought', async () => {
    const postroom = refusing(rejection);

    const answers = await postroom.accept([
      named('a'),
      named('b', 'bad', 'c'),
      named('d'),
      named('e'),
      named('f'),
    ]);

    expect(answers.map(codeOf)).toEqual(['ok', 'validation_failed', 'ok', 'ok', 'ok']);
    const names = postroom.notifications().map(({ variables }) => variables.name);
    expect(names).toEqual(['a', 'd', 'e', 'f']);
    expect(postroom.outbox()).toHaveLength(4);
  });

  it('is found wherever it is, and every other caller is accepted exactly once', async () => {
    const merges = fc.array(fc.boolean(), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(merges, async (good) => {
        const postroom = refusing(rejection);
        const answers = await postroom.accept(
          good.map((isGood, i) => named(isGood ? `n-${i}` : 'bad')),
        );

        expect(answers.map(({ ok }) => ok)).toEqual(good);
        const names = postroom.notifications().map(({ variables }) => variables.name);
        expect(names).toEqual(good.flatMap((isGood, i) => (isGood ? [`n-${i}`] : [])));
        const accepted = answers.flatMap((each) => (each.ok ? each.value.notifications : []));
        expect(accepted.map(({ notificationId }) => notificationId).sort()).toEqual(
          postroom
            .notifications()
            .map(({ id }) => id)
            .sort(),
        );
      }),
    );
  });
});

describe('a database that is away', () => {
  it('refuses all of a merge and is not asked again, since the commit may have happened', async () => {
    const away = new StoreError('unavailable', 'postgres is unavailable');
    const postroom = refusing(away);

    const answers = await postroom.accept([named('a'), named('bad'), named('c')]);

    expect(answers).toEqual(Array(3).fill({ ok: false, error: away }));
    expect(postroom.transactions()).toBe(1);
  });
});

describe('a bug', () => {
  it('fails the whole merge and splits nothing', async () => {
    const bug = new TypeError('undefined is not a function');
    const postroom = refusing(bug);

    const answers = await postroom.accept([named('a'), named('bad')]);

    expect(answers).toEqual(Array(2).fill({ ok: false, error: bug }));
    expect(postroom.transactions()).toBe(1);
    expect(postroom.notifications()).toEqual([]);
  });
});
