import { readFile } from 'node:fs/promises';
import { createSmtpProvider } from '@postroom/adapters/email';
import type { EmailMessage } from '@postroom/application';
import mjml2html from 'mjml';
import { createTransport } from 'nodemailer';
import { inParallel } from '../harness/in-parallel.ts';
import { inWorld } from '../harness/in-world.ts';
import { startMailSink } from '../harness/sink.ts';
import type { World } from '../harness/world.ts';
import { type Measurement, type Row, worldSeconds } from '../measurement.ts';
import { messageOf, openFace } from '../parts/mails.ts';
import { part } from '../parts/part.ts';

/** As many as the worker opens. */
const connections = 20;
/** Mails a second of window, by what one costs, so that each row takes about a fifth of a window. */
const perSecond = { compiled: 4_000, full: 60, handOff: 500 };

const warmUp = 300;

const orderMjml = new URL(
  '../../../packages/templates/mjml/order_confirmation.mjml',
  import.meta.url,
);

/** What a mail costs in the making and in handing it to a mail server, and what the obvious way would. */
export const mail: Measurement = {
  name: 'mail',
  sentence:
    'Rendering, compiled and in full with equal bytes; then a mail handed to a sink over SMTP on 20 connections: finished bytes given to nodemailer, our provider (which makes the bytes), and nodemailer composing. `compose` is nodemailer composing and handing to nobody',
  takes: ({ seconds }) => 2 * seconds + worldSeconds,
  run: (bench) =>
    inWorld(bench, async (world) => {
      const rows: Row[] = [];
      const measure = async (what: string, count: number, work: Work): Promise<void> => {
        bench.say(what);
        rows.push(await measured(world, { what, count, work, atATime: 1 }));
      };
      const times = (each: number): number => each * bench.seconds;

      const react = await openFace({
        type: 'welcome',
        variables: (place) => ({ username: `User Number ${place}` }),
      });
      await measure('React Email, compiled', times(perSecond.compiled), react.compiled);
      await measure('React Email, in full', times(perSecond.full), react.full);
      const liquid = await openFace({ type: 'order_confirmation', variables: order });
      await measure('MJML, compiled', times(perSecond.compiled), liquid.compiled);
      await measure('MJML, Liquid in full', times(perSecond.full), liquid.full);
      const source = await readFile(orderMjml, 'utf8');
      await measure('MJML, in full', times(perSecond.full), async (place) => {
        await mjml2html(source, { keepComments: false, fonts: {} });
        await liquid.full(place);
      });
      const message = async (place: number) => messageOf(await react.compiled(place), place);
      const messages = await Promise.all(
        Array.from({ length: times(perSecond.handOff) }, (_, place) => message(place)),
      );
      rows.push(...(await handOffs(world, messages, bench.say)));
      return rows;
    }),
};

type Work = (place: number) => Promise<unknown>;

interface Way {
  readonly what: string;
  readonly count: number;
  readonly atATime: number;
  readonly work: Work;
}

const measured = async (world: World, { what, count, atATime, work }: Way): Promise<Row> => {
  const all = (from: number, to: number) =>
    inParallel(
      Array.from({ length: to - from }, (_, place) => from + place),
      atATime,
      work,
    );
  // Code that has never run is compiled first, and connections are opened.
  await all(count, count + warmUp);
  return part(world, what, async () => {
    await all(0, count);
    return count;
  });
};

const order = (place: number) => ({
  order_number: `A-${place}`,
  items: [
    { name: 'Fountain pen, medium nib', quantity: 1, price: '39.00' },
    { name: 'Ink, midnight blue', quantity: 2, price: '8.90' },
  ],
  total: '56.80',
  currency: 'EUR',
});

const handOffs = async (
  world: World,
  messages: readonly EmailMessage[],
  say: (progress: string) => void,
): Promise<readonly Row[]> => {
  const sink = await startMailSink();
  world.watch('sink', sink.pid);
  const pool = createTransport({ url: sink.url, pool: true, maxConnections: connections });
  const nobody = createTransport({ streamTransport: true, buffer: true });
  const ours = createSmtpProvider({ url: `${sink.url}?maxConnections=${connections}` });
  const at = (place: number): EmailMessage => {
    const message = messages[place % messages.length];
    if (!message) throw new Error('there is no message');
    return message;
  };
  const composed = (place: number) => {
    const { from, to, subject, html, text, headers, messageId } = at(place);
    return { from, to, subject, html, text, headers: { ...headers }, messageId };
  };
  const { message: raw } = await nobody.sendMail(composed(0));
  const ways: readonly (readonly [string, Work])[] = [
    [
      'SMTP, raw given',
      (place) =>
        pool.sendMail({ raw, envelope: { from: 'hello@postroom.example', to: [at(place).to] } }),
    ],
    [
      'SMTP, our provider',
      async (place) => {
        const options = { idempotencyKey: `${place}`, signal: AbortSignal.timeout(60_000) };
        const { outcome } = await ours.send(at(place), options);
        if (outcome !== 'accepted') throw new Error(`a mail was ${outcome}`);
      },
    ],
    ['SMTP, nodemailer composing', (place) => pool.sendMail(composed(place))],
    ['compose', (place) => nobody.sendMail(composed(place))],
  ];
  const rows: Row[] = [];
  try {
    for (const [what, work] of ways) {
      say(what);
      const count = messages.length;
      rows.push(await measured(world, { what, count, work, atATime: 2 * connections }));
    }
    return rows;
  } finally {
    pool.close();
    await ours.close();
    await sink.stop();
  }
};
