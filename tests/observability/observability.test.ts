import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const read = (path: string): string =>
  readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

interface Rule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
  readonly labels?: { readonly severity: string; readonly code: string };
  readonly annotations?: { readonly summary: string; readonly runbook: string };
}

interface Dashboard {
  readonly uid: string;
  readonly schemaVersion: number;
  readonly panels: readonly {
    readonly id: number;
    readonly type: string;
    readonly title: string;
    readonly gridPos: {
      readonly x: number;
      readonly y: number;
      readonly w: number;
      readonly h: number;
    };
    readonly datasource?: Source;
    readonly targets?: readonly {
      readonly refId: string;
      readonly expr: string;
      readonly datasource: Source;
    }[];
  }[];
}

interface Source {
  readonly type: string;
  readonly uid: string;
}

const groups = (parse(read('infra/observability/rules.yml')) as { groups: { rules: Rule[] }[] })
  .groups;
const rules = groups.flatMap((group) => group.rules);
const alerts = rules.filter((rule) => rule.alert !== undefined);
const dashboard: Dashboard = JSON.parse(
  read('infra/observability/grafana/dashboards/postroom.json'),
);

/** What docs/metrics.md names, which a test of the API holds against the processes themselves. */
const known = new Map(
  [...read('docs/metrics.md').matchAll(/^\| `(postroom_\w+)` \|([^|]*)\|/gm)].map(
    ([, name = '', labels = '']) => [name, labels.split(',').map((label) => label.trim())],
  ),
);

/** Names and the labels they are chosen by. */
const usedIn = (expr: string) =>
  [...expr.matchAll(/\b(postroom_\w+)(?:\{([^}]*)\})?/g)].map(([, name = '', matchers = '']) => ({
    name: name.replace(/_(?:bucket|sum|count)$/, ''),
    labels: [...matchers.matchAll(/(\w+)\s*[=!]/g)].map(([, label]) => label),
  }));

describe.each([
  ['rules', rules.map(({ alert, record, expr }) => [alert ?? record, expr] as const)],
  [
    'panels',
    dashboard.panels.flatMap(({ title, targets = [] }) =>
      targets.map(({ expr }) => [title, expr] as const),
    ),
  ],
])('the %s', (_what, expressions) => {
  test.each(expressions)('%s asks for metrics and labels that exist', (_name, expr) => {
    const recorded = new Set(rules.flatMap(({ record }) => record ?? []));
    const used = usedIn(expr);

    for (const [name] of expr.matchAll(/\bpostroom:[\w:]+/g)) expect(recorded).toContain(name);
    for (const { name, labels } of used) {
      expect([...known.keys()]).toContain(name);
      expect(known.get(name)).toEqual(expect.arrayContaining(labels));
    }
    expect(used.length > 0 || expr.includes('postroom:')).toBe(true);
  });
});

test('the dashboard is one that Grafana draws: panels of its own, side by side, on the source that is there', () => {
  const { datasources } = parse(
    read('infra/observability/grafana/provisioning/datasources/prometheus.yml'),
  ) as { datasources: Source[] };
  const source = { type: datasources[0]?.type, uid: datasources[0]?.uid };
  const { panels, uid, schemaVersion } = dashboard;
  const taken = new Set<string>();
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, i) => `${x + (i % w)},${y + Math.floor(i / w)}`),
  );
  const overlapping = cells.filter((cell) => taken.size === taken.add(cell).size);

  expect([uid, schemaVersion]).toEqual(['postroom', 39]);
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  expect(overlapping).toEqual([]);
  for (const { type, gridPos, targets, datasource, title } of panels) {
    expect(['row', 'timeseries', 'stat', 'gauge', 'table', 'bargauge', 'text']).toContain(type);
    expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
    if (type === 'row') continue;
    expect([title, datasource]).toEqual([title, source]);
    expect(targets?.length).toBeGreaterThan(0);
    expect(new Set(targets?.map(({ refId }) => refId)).size).toBe(targets?.length);
    for (const target of targets ?? []) expect(target.datasource).toEqual(source);
  }
});

test('every alert has a severity, a sentence, and the section of the runbook about its code', () => {
  const sections = new Set([...read('docs/runbook.md').matchAll(/^### (.+)$/gm)].map(([, s]) => s));

  for (const { alert, labels, annotations } of alerts) {
    expect([alert, ['critical', 'warning', 'info'].includes(labels?.severity ?? '')]).toEqual([
      alert,
      true,
    ]);
    expect(sections).toContain(labels?.code);
    expect(annotations?.runbook).toBe(`docs/runbook.md#${labels?.code}`);
    expect(annotations?.summary).toMatch(/\.$/);
  }
  expect(new Set(alerts.map(({ alert }) => alert)).size).toBe(alerts.length);
});

test('Prometheus scrapes every role of the composed system, and finds its rules', () => {
  const prometheus = parse(read('infra/observability/prometheus.yml')) as {
    rule_files: string[];
    scrape_configs: { job_name: string; dns_sd_configs?: { names: string[]; port: number }[] }[];
  };
  const compose = parse(read('docker-compose.yml')) as {
    services: Readonly<Record<string, { healthcheck?: { test?: unknown[] } }>>;
  };

  const scraped = prometheus.scrape_configs.flatMap(({ dns_sd_configs = [] }) =>
    dns_sd_configs.flatMap(({ names, port }) => names.map((name) => [name, String(port)])),
  );

  expect(prometheus.rule_files).toEqual(['rules.yml']);
  expect(scraped.map(([name]) => name)).toEqual(['api', 'bridge', 'relay', 'worker', 'dashboard']);
  // The port that each health check of the composed system asks is the one with the metrics.
  for (const [name = '', port] of scraped) {
    expect([name, compose.services[name]?.healthcheck?.test?.at(-1)]).toEqual([name, port]);
  }
});
