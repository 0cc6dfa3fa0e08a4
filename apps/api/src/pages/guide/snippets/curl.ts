import { type Language, pretty } from './snippet.ts';

export const curl: Language = {
  name: 'curl',
  label: 'curl',
  send: (body) => `curl -s "$POSTROOM_URL/notifications/send" \\
  -H "Authorization: Bearer $POSTROOM_KEY" \\
  -H 'Content-Type: application/json' \\
  -H 'Idempotency-Key: signup-42' \\
  -d '${quoted(pretty(body))}'
`,
};

/** What may stand between single quotes in a shell. */
const quoted = (text: string): string => text.replaceAll("'", String.raw`'\''`);
