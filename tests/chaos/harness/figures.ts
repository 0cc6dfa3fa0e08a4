import type postgres from 'postgres';
import { doubtsOf } from '../checker.ts';
import type { Evidence } from '../evidence.ts';

/** What a report says of a world besides whether all held. */
export const figuresOf = async (
  evidence: Evidence,
  sql: postgres.Sql,
): Promise<{ readonly [figure: string]: number }> => {
  const copies = [...evidence.copies.values()];
  // A hand-off without an outcome has a reason here when its worker lived to see the silence.
  const silent = await sql<{ code: string; count: number }[]>`
    select code, count(*)::int as count from attempts where outcome = 'ambiguous' group by 1`;
  const failed = await sql<{ code: string; count: number }[]>`
    select coalesce(error_code, reason_code, 'unsaid') as code, count(*)::int as count
    from notifications where status = 'failed' group by 1`;
  return {
    // A repetition is answered with the same id; what comes over AMQP is acknowledged, not answered.
    accepted: evidence.expected,
    lost: lostOf(evidence),
    ...states(evidence),
    mails: copies.reduce((sum, each) => sum + each, 0),
    second_copies: copies.reduce((sum, each) => sum + each - 1, 0),
    doubtful_hand_offs: [...doubtsOf(evidence.moves).values()].reduce((a, b) => a + b, 0),
    ...Object.fromEntries(silent.map(({ code, count }) => [`silence_${code}`, count])),
    ...Object.fromEntries(failed.map(({ code, count }) => [`failed_${code}`, count])),
    events: evidence.events.length,
  };
};

/** Accepted and not there, or said to be sent and in nobody's inbox. */
const lostOf = ({ accepted, notifications, copies }: Evidence): number => {
  const known = new Set(notifications.map(({ id }) => id));
  const unsent = notifications.filter(
    ({ id, redrive, status }) => status === 'sent' && !copies.has(`${id}.${redrive}`),
  );
  return accepted.filter((id) => !known.has(id)).length + unsent.length;
};

const states = ({ notifications }: Evidence): { readonly [status: string]: number } => {
  const counts: Record<string, number> = {};
  for (const { status } of notifications) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
};
