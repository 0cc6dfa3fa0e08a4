import type { DecisionFacts, Suppression } from '@postroom/domain';
import type { Sql } from './client.ts';
import { choicesOf, type StoredChoices } from './preferences.ts';

/** What a decision about a notification to this recipient would rest on now. */
export const factsOf = async (
  sql: Sql,
  recipient: { readonly userId: string | null; readonly recipientEmail: string | null },
): Promise<DecisionFacts> => {
  const { userId, recipientEmail } = recipient;
  const wishes = await sql<{ user_id: string; email: string; choices: StoredChoices; now: Date }[]>`
    select user_id, email, choices from preferences
    where ${userId === null ? sql`email_key = lower(${recipientEmail})` : sql`user_id = ${userId}`}
    order by user_id`;
  const address = recipientEmail ?? wishes[0]?.email ?? '';
  const [{ now } = { now: new Date() }] = await sql<{ now: Date }[]>`select now() as now`;
  const [suppression = null] = await sql<Suppression[]>`
    select reason, category, source, at from suppressions where address = lower(${address})`;
  return {
    now,
    suppression,
    preferences: wishes.map(({ user_id, choices }) => ({
      userId: user_id,
      choices: choicesOf(choices),
    })),
  };
};
