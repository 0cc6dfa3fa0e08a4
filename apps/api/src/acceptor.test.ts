import type { PostroomBus } from '@postroom/application';
import { submissionOf } from '@postroom/application/testing';
import { expect, test } from 'vitest';
import { createAcceptor } from './acceptor.ts';

test('callers of one moment share a transaction', async () => {
  const sizes: number[] = [];
  const bus = {
    handle: async ({ submissions }: { submissions: readonly unknown[] }) => {
      sizes.push(submissions.length);
      return submissions.map(() => ({
        ok: true,
        value: { outcome: 'accepted', notifications: [] },
      }));
    },
    // Only `accept` is ever handed in.
  } as unknown as PostroomBus;
  const acceptor = createAcceptor(bus);

  await Promise.all(Array.from({ length: 200 }, () => acceptor.add(submissionOf())));

  expect(sizes).toEqual([200]);
});

test('when thousands wait already the next one is refused at once', async () => {
  const bus = { handle: () => new Promise<never>(() => undefined) };
  const acceptor = createAcceptor(bus);
  const waiting = Array.from({ length: 5_000 }, () => acceptor.add(submissionOf()));

  await expect(acceptor.add(submissionOf())).rejects.toMatchObject({ kind: 'unavailable' });
  expect(waiting).toHaveLength(5_000);
});
