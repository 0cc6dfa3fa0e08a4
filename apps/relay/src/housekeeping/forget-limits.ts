import { forgetFullBuckets, forgetOldRecipientCounts, type Sql } from '@postroom/adapters/postgres';
import type { Chore } from './chore.ts';

const limit = 5_000;

/** A campaign leaves a count for each recipient, and an hour later none is of use. */
export const forgetRecipientCounts = (sql: Sql): Chore => ({
  name: 'forget_recipient_counts',
  limit,
  runOnce: () => forgetOldRecipientCounts(sql, limit),
});

/** One for each user who came by, and full ones stand for nothing. */
export const forgetTokenBuckets = (sql: Sql): Chore => ({
  name: 'forget_token_buckets',
  limit,
  runOnce: () => forgetFullBuckets(sql, limit),
});
