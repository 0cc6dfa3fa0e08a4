import { readFileSync } from 'node:fs';
import { createMetrics } from '@postroom/runtime';
import { expect, test } from 'vitest';
import { fleetMetrics } from './fleet-metrics.ts';

const page = readFileSync(new URL('../../../../docs/metrics.md', import.meta.url), 'utf8');

/** Names in the table of a section, sorted. */
const documented = (section: string): readonly (string | undefined)[] => {
  const [, text = ''] = page.split(`\n## ${section}\n`);
  const rows = (text.split('\n## ')[0] ?? '').matchAll(/^\| `(postroom_\w+)` \|([^|]*)\|/gm);
  return [...rows].map(([, name, labels = '']) => `${name}{${labels.replaceAll(' ', '')}}`).sort();
};

test('every metric of a process is documented with its labels, and every documented one exists', async () => {
  // A role registers all of them, whatever it does: a dashboard need not know who counts what.
  const { registry } = createMetrics({ role: 'worker', version: '0.0.0' });
  const found = registry
    .getMetricsAsArray()
    .filter(({ name }) => name.startsWith('postroom_'))
    .map((metric) => {
      // Kept by the library, and not in its types.
      const { labelNames } = metric as unknown as { readonly labelNames: readonly string[] };
      return `${metric.name}{${labelNames.join(',')}}`;
    });

  expect(found.sort()).toEqual(documented('Of every process'));
  for (const name of found)
    expect(await registry.metrics()).toContain(`# TYPE ${name.split('{')[0]}`);
});

test('so is every gauge of the fleet', () => {
  const text = fleetMetrics({
    backlog: [],
    outbox: [],
    paused: new Set(),
    roster: { now: new Date(), processes: [] },
  });

  const found = [...text.matchAll(/^# TYPE (\w+) gauge$/gm)].map(([, name]) => name);

  expect(found.sort()).toEqual(documented('Of the fleet').map((each) => each?.split('{')[0]));
});
