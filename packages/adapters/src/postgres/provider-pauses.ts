import type { ProviderPauses } from '@postroom/application';
import type { Sql } from './client.ts';
import { guarded } from './errors.ts';

/** One row a provider, on the database's clock. */
export const createProviderPauses = (sql: Sql): ProviderPauses => ({
  note: ({ provider, remainingMs }) =>
    guarded(async () => {
      await sql`
        insert into provider_pauses (provider, until)
        values (${provider}, now() + ${Math.round(remainingMs)}::int * interval '1 millisecond')
        on conflict (provider) do update set until = greatest(provider_pauses.until, excluded.until)`;
    }),

  current: () =>
    guarded(async () => {
      const rows = await sql<{ provider: string; remaining_ms: number }[]>`
        select provider, (extract(epoch from until - now()) * 1000)::int as remaining_ms
        from provider_pauses where until > now()`;
      return rows.map(({ provider, remaining_ms }) => ({ provider, remainingMs: remaining_ms }));
    }),
});
