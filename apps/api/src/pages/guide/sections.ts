import type { JsonObject, TypeCatalogue } from '@postroom/domain';
import { type DocumentedEvent, incomingEvents } from '../../asyncapi/incoming.ts';
import { outgoingEvents } from '../../asyncapi/outgoing.ts';
import { problemExample } from '../../openapi/problem-example.ts';
import { sendRequestExamples } from '../../openapi/send-request.ts';
import { escapeHtml, prose } from '../html.ts';
import { inLanguages, listing, table } from './code.ts';
import { languages } from './snippets/languages.ts';
import { pretty } from './snippets/snippet.ts';
import { typeFiles } from './type-files.ts';

/** A part of the guide: an anchor, a heading, and what it says as HTML. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly body: string;
}

const says = (...paragraphs: readonly string[]): string =>
  paragraphs.map((text) => `<p>${prose(text)}</p>\n`).join('');

const id = '019ff0a4-5c1e-7b7a-9d3c-2f6a1f0c9e11';

/** What somebody who integrates reads, in the order in which they need it. */
export const guideSections = (catalogue: TypeCatalogue): readonly Section[] => [
  sending(catalogue),
  following,
  publishing(incomingEvents(catalogue)),
  listening(outgoingEvents(catalogue)),
  preferences,
  idempotency,
  scheduling,
  errors,
  types(catalogue),
];

const sending = (catalogue: TypeCatalogue): Section => {
  const [example] = Object.values(sendRequestExamples(catalogue));
  return {
    id: 'send',
    title: 'Send over HTTP',
    body:
      says(
        'Tell your programs where the service is and who they are. Keys come from its operators; with a key that begins with `pr_test_` the whole path is walked and nothing leaves.',
      ) +
      listing(
        'environment',
        'export POSTROOM_URL=http://127.0.0.1:8001\nexport POSTROOM_KEY=pr_live_...\n',
      ) +
      inLanguages(
        'send',
        languages.map((language) => ({ language, text: language.send(example?.value) })),
      ) +
      says(
        '202 means durable: from here on it becomes a mail, or you can see why not. The variables that each type takes are [below](#types). Up to 1,000 at once go to `POST /notifications/batch`; `POST /notifications/preview` shows decision and mail without sending.',
      ) +
      listing('answer', `${pretty({ notification_id: id, status: 'queued' })}\n`),
  };
};

const following: Section = {
  id: 'why',
  title: 'Why did X not get it?',
  body:
    says(
      'Read the notification. `status` says where it stands, `reason` why, in a word and a sentence; `attempts` lists every hand-off with what the provider said, `timeline` the whole story. `?wait=10` answers as soon as it has ended.',
    ) +
    listing(
      'detail',
      `curl -s "$POSTROOM_URL/notifications/$ID?wait=10" -H "Authorization: Bearer $POSTROOM_KEY"\n`,
    ) +
    says('All that went to one address, or to one user:') +
    listing(
      'history',
      `curl -s "$POSTROOM_URL/notifications?recipient_email=ada@example.com" -H "Authorization: Bearer $POSTROOM_KEY"\ncurl -s "$POSTROOM_URL/notifications/history/ada" -H "Authorization: Bearer $POSTROOM_KEY"\n`,
    ) +
    table(
      ['Status', 'It', 'Look at'],
      [
        ['scheduled', 'waits for `send_at`', '`send_at`'],
        ['queued', 'waits for its turn; a paused lane waits too', '`queue`, `timeline`'],
        ['sending', 'is being handed to a provider', '`attempts`'],
        [
          'retry_wait',
          'failed for now and is tried again',
          '`next_attempt_at`, the last of `attempts`',
        ],
        ['sent', 'was taken by a provider', '`attempts`'],
        [
          'suppressed',
          'was not sent: `opted_out`, `off_by_default`, `address_suppressed`',
          '`reason`',
        ],
        ['expired', 'was not sent in time', '`expires_at`, `reason`'],
        ['failed', 'was refused for good, or tried in vain', '`reason`, `attempts`'],
        [
          'unknown',
          'was handed over, got no answer, and its type forbids a second copy',
          '`maybe_sent`; an operator resolves it',
        ],
        ['cancelled', 'was called back', '`reason`'],
      ].map(([status = '', it = '', look = '']) => [
        `<code>${status}</code>`,
        prose(it),
        prose(look),
      ]),
    ),
};

const publishing = (events: readonly DocumentedEvent[]): Section => {
  const shown = events.find(({ event }) => event.endsWith('_requested')) ?? events[0];
  const [example] = shown?.examples ?? [];
  return {
    id: 'publish',
    title: 'Publish an event instead',
    body:
      says(
        'A service that speaks RabbitMQ publishes to the topic exchange `notification.events` and needs no address of ours. `RABBITMQ_URL` is that of your broker. An event that comes again under the same `event_id` does nothing. What cannot be understood goes to the queue `notification.ingest.dead`, with the reason in the header `x-postroom-reason`.',
      ) +
      inLanguages(
        'publish',
        languages.flatMap((language) => {
          const text = language.publish?.(shown?.event ?? '', example?.payload);
          return text === undefined ? [] : [{ language, text }];
        }),
      ) +
      table(
        ['Routing key', 'Needs', 'Effect'],
        events.map(({ event, payload, summary }) => [
          `<code>${escapeHtml(event)}</code>`,
          prose(neededBy(payload)),
          prose(summary),
        ]),
      ),
  };
};

const neededBy = ({ required, oneOf }: JsonObject): string => {
  if (oneOf) return 'the body of `POST /notifications/send`';
  return Array.isArray(required) ? required.map((name) => `\`${name}\``).join(', ') : '';
};

const listening = (events: readonly DocumentedEvent[]): Section => {
  const sent = 'notification.sent';
  const example = events.find(({ event }) => event === sent)?.examples[0]?.payload;
  return {
    id: 'consume',
    title: 'Hear what became of it',
    body:
      says(
        'Bind a queue of your own to the same exchange. Each event is persistent and may come twice, always with the same `event_id`. Fields and headers of all of them are in [/asyncapi.json](/asyncapi.json).',
      ) +
      inLanguages(
        'consume',
        languages.flatMap((language) => {
          const text = language.consume?.(sent);
          return text === undefined ? [] : [{ language, text }];
        }),
      ) +
      listing('event', `${pretty(example)}\n`) +
      table(
        ['Routing key', 'Says'],
        events.map(({ event, summary }) => [`<code>${escapeHtml(event)}</code>`, prose(summary)]),
      ),
  };
};

const preferences: Section = {
  id: 'preferences',
  title: 'Preferences',
  body:
    says(
      'Users choose per type; a type that was never chosen is as it is by default. POST makes preferences (409 when there are some), PUT replaces all of them, PATCH changes those that are named. Send the `ETag` back as `If-Match`, and nobody overwrites what somebody else changed in between (412).',
    ) +
    listing(
      'preferences',
      `curl -s -X POST "$POSTROOM_URL/notifications/preferences" -H "Authorization: Bearer $POSTROOM_KEY" \\
  -H 'Content-Type: application/json' \\
  -d '{"userid": "ada", "notification_email": "ada@example.com", "preferences": {"marketing": true}}'
curl -s -X PATCH "$POSTROOM_URL/notifications/preferences/ada" -H "Authorization: Bearer $POSTROOM_KEY" \\
  -H 'Content-Type: application/json' -H 'If-Match: "1"' -d '{"preferences": {"marketing": false}}'
`,
    ) +
    says(
      'With `userid` that user’s preferences count; without, those of everybody with the same address, and any “no” suppresses. They are asked again at the moment of sending, so a “no” counts until then. Users with a token of their own (a JWT) reach their own preferences and history, and nothing else.',
    ),
};

const idempotency: Section = {
  id: 'idempotency',
  title: 'Repeat without fear',
  body: says(
    'Send an `Idempotency-Key` (1 to 255 characters) with every POST of notifications. When the answer got lost, send the same again: for 48 hours it is answered with what the first was answered, and `Idempotent-Replayed: true`. Another body under the same key is refused with 422. In a batch each item may carry an `idempotency_key`.',
    'Repeat on 429 and 503, after `Retry-After` seconds, and when there was no answer at all. Never repeat any other 4xx unchanged.',
  ),
};

const scheduling: Section = {
  id: 'schedule',
  title: 'Schedule, expire, call back',
  body:
    says(
      '`send_at` (RFC 3339, at most a year ahead) makes it `scheduled`; `expires_at` says when it is no longer worth sending, else the time to live of its type counts. Until it is handed to a provider it can be called back:',
    ) +
    listing(
      'cancel',
      `curl -s -X POST "$POSTROOM_URL/notifications/$ID/cancel" -H "Authorization: Bearer $POSTROOM_KEY"\n`,
    ) +
    says('200: it will not be sent. 409: it was too late.'),
};

const errors: Section = {
  id: 'errors',
  title: 'Errors',
  body:
    says(
      'Every refusal is `application/problem+json` (RFC 9457). `code` is for programs, `detail` for people, `errors` names every fault at once with a pointer to its place. Quote `correlation_id` when you ask for help: send your own as `X-Correlation-ID`, and it is found again in the notification, the mail, the log and the events; so is a `traceparent`. [What each code means, and what to do](/documentation/errors).',
    ) + listing('problem', `${pretty(problemExample('validation_failed'))}\n`),
};

const types = (catalogue: TypeCatalogue): Section => ({
  id: 'types',
  title: 'Types',
  body:
    table(
      ['Type', 'Variables', 'Lane', 'By default', 'Subject'],
      catalogue.types.map(({ type, variables, queue, onByDefault, subject }) => [
        `<code>${escapeHtml(type)}</code>`,
        variables.names.map((name) => `<code>${escapeHtml(name)}</code>`).join(' '),
        queue,
        onByDefault ? 'on' : 'off',
        escapeHtml(subject),
      ]),
    ) +
    says(
      'Which of the variables are required, and what they may be, is in the [reference](/api-reference).',
      'A type of your own needs no change of the service: `TYPES_DIR` names a folder in which it is two files, read at start. `npm run ctl -- types check FOLDER` tells every fault beforehand, with file and line.',
    ) +
    Object.entries(typeFiles)
      .map(([name, text]) => `<p class="soft"><code>${name}</code></p>\n${listing(name, text)}`)
      .join(''),
});
