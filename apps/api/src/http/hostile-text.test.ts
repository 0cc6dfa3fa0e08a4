import { builtInTypes } from '@postroom/templates';
import { expect, test } from 'vitest';
import { pointerOf } from '../problem/pointer.ts';
import { placesIn } from '../testing/places.ts';
import { createTestApi } from '../testing/test-api.ts';

const hostile = { CR: '\r', LF: '\n', NUL: '\0', 'U+2028': '\u2028' };
const characters = Object.entries(hostile);

const requestOf = (type: string, template_vars: unknown) => ({
  notification_type: type,
  recipient_email: 'ada@example.com',
  userid: 'ada',
  subject: 'A subject',
  locale: 'en',
  tags: { campaign: 'spring' },
  reply_to: 'help@example.com',
  send_at: '2026-12-24T18:00:00Z',
  expires_at: '2026-12-25T18:00:00Z',
  idempotency_key: 'k-1',
  template_vars,
});

const fields = builtInTypes.flatMap(({ type, samples, variables, subject }) =>
  placesIn(requestOf(type, samples[0])).flatMap(({ path, put }) =>
    characters.flatMap(([name, character]) => {
      const [first, variable = ''] = path;
      const isVariable = first === 'template_vars';
      // Each type has the common fields; once is enough to see them refused.
      if (!isVariable && type !== 'welcome') return [];
      const body = put(path.length > 0 ? `a${character}b` : '');
      // Of texts with several lines nothing may go into a header.
      const isLineOfBody =
        isVariable &&
        character === '\n' &&
        variables.check((body as { template_vars: object }).template_vars, 'refuse').ok &&
        !subject.includes(`{${variable}}`);
      return isLineOfBody ? [] : [{ place: `${type} ${path.join('.')} ${name}`, path, body }];
    }),
  ),
);

const shared = createTestApi({ auth: 'off' });

test.each(fields)('$place: the character is refused, not cleaned', async ({ path, body }) => {
  const api = shared;

  const answer = await api.call('/notifications/batch', { body: { notifications: [body] } });

  expect(answer.status).toBe(422);
  const pointers = answer.json.errors.map(({ pointer }: { pointer: string }) => pointer);
  expect(pointers).toContain(pointerOf(['notifications', 0, ...path]));
  expect(api.world.state().notifications.size).toBe(0);
});

test.each(characters)(
  '%s in a name of a tag or of a preference is refused',
  async (_, character) => {
    const api = shared;
    const name = `a${character}b`;

    const tag = await api.call('/notifications/send', {
      body: {
        notification_type: 'welcome',
        recipient_email: 'a@example.com',
        tags: { [name]: 'x' },
      },
    });
    const wish = await api.call('/notifications/preferences', {
      body: { notification_email: 'a@example.com', preferences: { [name]: true } },
    });

    expect([tag.status, wish.status]).toEqual([422, 422]);
  },
);

const preferences = { userid: 'ada', notification_email: 'ada@example.com' };

test.each(
  placesIn(preferences).flatMap(({ path, put }) =>
    characters.map(([name, character]) => [`${path} ${name}`, put(`a${character}b`)] as const),
  ),
)('preferences with %s are refused', async (_, body) => {
  const answer = await shared.call('/notifications/preferences', { body });

  expect(answer.status).toBe(422);
});

test.each(characters)(
  'HTML of a caller with %s: NUL is refused, no header is made of it',
  async (name, character) => {
    const answer = await shared.call('/notifications/send', {
      body: {
        notification_type: 'marketing',
        recipient_email: 'a@example.com',
        content: `<title>a${character}Bcc: x@example.com</title>`,
      },
    });

    expect(answer.status).toBe(name === 'NUL' ? 422 : 202);
  },
);

const names = '"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}}';
const bodies = [
  ...builtInTypes.map(({ type, samples }) => requestOf(type, samples[0])),
  { notifications: [requestOf('welcome', {})] },
  { userid: 'ada', notification_email: 'ada@example.com', preferences: { welcome: true } },
  { status: 'sent' },
  { filter: { status: 'failed' }, dry_run: true },
];
const readingRoutes = shared.endpoints
  .map(({ route }) => route)
  .filter(({ method }) => method !== 'get')
  .map(({ method, path }) => [`${method.toUpperCase()} ${path}`, method, path] as const);

test.each(readingRoutes)(
  '%s: names that reach for prototypes are inert in every object of a body',
  async (_, method, path) => {
    for (const body of bodies) {
      const rawBody = JSON.stringify(body).replaceAll('{', `{${names},`).replaceAll(',}', '}');

      const answer = await shared.call(path.replaceAll(/\{\w+\}/g, 'ada'), {
        method: method.toUpperCase(),
        rawBody,
      });

      expect(answer.status).toBeLessThan(500);
      expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
    }
    const kept = [...shared.world.state().notifications.values()];
    expect(kept.filter((each) => 'isAdmin' in each || 'isAdmin' in each.variables)).toEqual([]);
  },
);
