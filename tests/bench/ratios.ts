import type { Finding, Wanted } from './finding.ts';
import { type Figures, figuresOf, type Result } from './result.ts';
import { ceilingOf, mean, rounded, sum } from './statistics.ts';

/**
 * Two figures of one run, one over the other: Postroom beside what its parts can do alone, and
 * beside the service that one would write first.
 */
export const ratiosOf = (results: readonly Result[], cores: number): readonly Finding[] => {
  const figures = figuresOf(results);
  const rate = (measurement: string, what: string) => figures.one(measurement, what, 'perSecond');
  const cost = (what: string) => figures.one('mail', what, 'microseconds');
  const { alone, throughSmtp } = ceilings(figures, cores);

  return [
    ratio('pipeline in batches / ceiling of the parts', rate('pipeline', 'batches of 50'), alone, {
      atLeast: 0.8,
    }),
    ratio(
      'through SMTP / ceiling of the parts, mail and sink',
      rate('smtp', 'batches of 50'),
      throughSmtp,
    ),
    ratio(
      'accepting single requests / the same API with an idle store',
      rate('accept', 'single'),
      rate('accept', 'single, idle store'),
      { atLeast: 0.5 },
    ),
    ratio(
      'accepting single requests / node:http alone',
      rate('accept', 'single'),
      rate('accept', 'single, node:http'),
    ),
    ratio(
      'accepting batches / the same API with an idle store',
      rate('accept', 'batches of 50'),
      rate('accept', 'batches of 50, idle store'),
    ),
    ratio(
      'accepting batches / `unnest` inserts alone',
      rate('accept', 'batches of 50'),
      rate('parts', 'insert'),
    ),
    ratio(
      'pipeline in batches / a no-op BullMQ worker alone',
      rate('pipeline', 'batches of 50'),
      rate('parts', 'no-op worker'),
    ),
    ratio(
      'through SMTP / nodemailer given raw alone',
      rate('smtp', 'batches of 50'),
      rate('mail', 'SMTP, raw given'),
    ),
    ratio(
      'React Email in full / compiled, CPU',
      cost('React Email, in full'),
      cost('React Email, compiled'),
      { atLeast: 100 },
    ),
    ratio('MJML in full / compiled, CPU', cost('MJML, in full'), cost('MJML, compiled'), {
      atLeast: 100,
    }),
    ratio(
      'a mail over SMTP: nodemailer composing / our provider, CPU',
      cost('SMTP, nodemailer composing'),
      cost('SMTP, our provider'),
    ),
    ratio(
      'a mail over SMTP: our provider / raw alone, CPU',
      cost('SMTP, our provider'),
      cost('SMTP, raw given'),
    ),
    ratio(
      'through SMTP / the hand-written service',
      rate('smtp', 'batches of 50'),
      rate('obvious', 'batches of 50'),
      { atLeast: 5 },
    ),
    ratio('two workers / one', rate('workers', '2'), rate('workers', '1'), {
      atLeast: 1.8,
      atMost: 2.2,
    }),
    ratio('four workers / one', rate('workers', '4'), rate('workers', '1'), {
      atLeast: 3.6,
      atMost: 4.4,
    }),
    ratio(
      'with history / on an empty database',
      average(figures.all('history', 'full, round', 'perSecond')),
      average(figures.all('history', 'empty, round', 'perSecond')),
      { atLeast: 0.9 },
    ),
    ratio(
      'while a transaction is held / while none is',
      average(figures.all('held-transaction', 'held', 'perSecond')),
      average(figures.all('held-transaction', 'none', 'perSecond')),
    ),
  ];
};

const ratio = (
  what: string,
  above: number | undefined,
  below: number | undefined,
  wanted?: Wanted,
): Finding => {
  const value = above !== undefined && below ? rounded(above / below) : undefined;
  return { what, value, wanted };
};

const average = (values: readonly number[]): number | undefined =>
  values.length > 0 ? mean(values) : undefined;

/** Notifications a second if all cores did nothing but the parts, each as cheaply as it is alone. */
const ceilings = (
  figures: Figures,
  cores: number,
): { readonly alone?: number; readonly throughSmtp?: number } => {
  // Everything that takes CPU on this machine, the callers' included.
  const parts = figures.rows('parts');
  const http = figures.rows('accept').find(({ what }) => what === 'batches of 50, idle store');
  const smtp = figures.rows('mail').find(({ what }) => what === 'SMTP, our provider');
  if (parts.length === 0 || !http) return {};
  const each = [...parts, http].flatMap(({ costs = {} }) => Object.values(costs));
  return {
    alone: ceilingOf(sum(each), cores),
    ...(smtp && {
      throughSmtp: ceilingOf(sum([...each, ...Object.values(smtp.costs ?? {})]), cores),
    }),
  };
};
