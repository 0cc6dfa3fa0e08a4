import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { isExecutable } from '../compose/images.ts';

const root = join(import.meta.dirname, '..', '..');
const at = (...path: string[]) => join(root, 'infra', 'observability', ...path);
const isInstalled = (process.env.PATH ?? '')
  .split(delimiter)
  .some((folder) => isExecutable(join(folder, 'promtool')));

/** What promtool says; throws with its complaint when it is not content. */
const promtool = (...words: readonly string[]): string =>
  execFileSync('promtool', words, { encoding: 'utf8', stdio: 'pipe' });

/** Comes with Prometheus, see `scripts/support/provide.mjs`. */
describe.skipIf(!isInstalled)('promtool, where it is installed,', () => {
  test('takes the configuration, the rules, and the query of every panel', () => {
    const dashboard = JSON.parse(
      readFileSync(at('grafana', 'dashboards', 'postroom.json'), 'utf8'),
    ) as {
      readonly panels: readonly { readonly targets?: readonly { readonly expr: string }[] }[];
    };
    const queries = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
    const folder = mkdtempSync(join(tmpdir(), 'postroom-promtool-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const panels = join(folder, 'panels.yml');
    const rules = queries.map((expr, i) => ({
      record: `panel:${i}`,
      // What Grafana puts in its place.
      expr: expr.replaceAll('$__rate_interval', '1m'),
    }));
    writeFileSync(panels, stringify({ groups: [{ name: 'panels', rules }] }));

    expect(promtool('check', 'config', '--syntax-only', at('prometheus.yml'))).toMatch(/SUCCESS/);
    expect(promtool('check', 'rules', at('rules.yml'))).toMatch(/SUCCESS: \d+ rules/);
    expect(promtool('check', 'rules', panels)).toContain(`SUCCESS: ${queries.length} rules`);
  });

  test('sees each alert fire when it should, and only then', () => {
    expect(promtool('test', 'rules', join(import.meta.dirname, 'alerts.yml'))).toMatch(/SUCCESS/);
  });
});

test('there is an example for every alert', () => {
  const alerts = [...readFileSync(at('rules.yml'), 'utf8').matchAll(/- alert: (\w+)/g)];
  const { tests } = parse(readFileSync(join(import.meta.dirname, 'alerts.yml'), 'utf8')) as {
    readonly tests: readonly { readonly alert_rule_test: readonly Example[] }[];
  };
  const shown = tests.flatMap((each) =>
    each.alert_rule_test.flatMap((example) => (example.exp_alerts ? example.alertname : [])),
  );

  expect(new Set(shown)).toEqual(new Set(alerts.map(([, name]) => name)));
});

interface Example {
  readonly alertname: string;
  readonly exp_alerts?: readonly unknown[];
}
