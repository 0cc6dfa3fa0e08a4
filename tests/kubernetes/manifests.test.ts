import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { configVariables } from '@postroom/runtime';
import { describe, expect, it } from 'vitest';
import { kustomize, type Manifest } from './kustomize.ts';
import { faultsOf } from './published-schemas.ts';

const root = join(import.meta.dirname, '..', '..');
const folder = join(root, 'infra', 'kubernetes');
const environments = ['dev', 'staging', 'prod'];
const overlays = await Promise.all(
  environments.map(async (name) => ({
    name,
    manifests: await kustomize(join(folder, 'overlays', name)),
  })),
);
const monitors = (await kustomize(join(folder, 'monitoring'))) ?? [];

interface Container {
  readonly name: string;
  readonly command: readonly string[];
  readonly env?: readonly { readonly name: string }[];
  readonly envFrom: readonly { readonly secretRef?: { readonly name: string } }[];
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
  readonly securityContext: unknown;
  readonly livenessProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly startupProbe?: Probe;
}

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
}

interface Workload extends Manifest {
  readonly spec: {
    readonly selector?: { readonly matchLabels: Record<string, string> };
    readonly template: {
      readonly metadata: { readonly labels: Record<string, string> };
      readonly spec: {
        readonly terminationGracePeriodSeconds?: number;
        readonly securityContext: { readonly runAsNonRoot: boolean };
        readonly containers: readonly [Container];
      };
    };
  };
}

const isWorkload = (manifest: Manifest): manifest is Workload =>
  manifest.kind === 'Deployment' || manifest.kind === 'Job';
const contains = (labels: Record<string, string>, wanted: Record<string, string>): boolean =>
  Object.entries(wanted).every(([key, value]) => labels[key] === value);

it('reads a misspelt field as a fault, as a strict cluster does', async () => {
  const [api] = overlays[0]?.manifests.filter(({ kind }) => kind === 'Deployment') ?? [];

  const faults = await faultsOf({
    ...(api as Manifest),
    spec: { ...(api as Workload).spec, replica: 2 },
  } as Manifest);

  expect(faults).toEqual(['/spec/replica is not known']);
});

it('has an overlay for each environment', async () => {
  expect((await readdir(join(folder, 'overlays'))).sort()).toEqual([...environments].sort());
});

it.each(monitors.map((monitor) => [monitor.kind, monitor] as const))(
  'the %s follows the published schema',
  async (_, monitor) => {
    expect(await faultsOf(monitor)).toEqual([]);
  },
);

describe.each(overlays)('the overlay $name', ({ manifests }) => {
  const workloads = manifests.filter(isWorkload);
  const secrets = new Set(
    workloads.flatMap(({ spec }) =>
      spec.template.spec.containers[0].envFrom.flatMap(({ secretRef }) => secretRef?.name ?? []),
    ),
  );

  it('follows the published schemas', async () => {
    const faults = await Promise.all(
      manifests.map(async (each) =>
        (await faultsOf(each)).map((fault) => `${each.kind} ${each.metadata.name}: ${fault}`),
      ),
    );

    expect(faults.flat()).toEqual([]);
  });

  it('runs every role, and a deployment of workers for each lane', () => {
    const lanes = workloads.flatMap(({ spec }) => spec.template.spec.containers[0].env ?? []);

    expect(workloads.map(({ metadata }) => metadata.name).sort()).toEqual([
      'postroom-api',
      'postroom-bridge',
      'postroom-dashboard',
      'postroom-migrate',
      'postroom-relay',
      'postroom-worker-bulk',
      'postroom-worker-critical',
      'postroom-worker-standard',
    ]);
    expect(lanes).toEqual([
      { name: 'WORKER_QUEUES', value: 'critical' },
      { name: 'WORKER_QUEUES', value: 'standard' },
      { name: 'WORKER_QUEUES', value: 'bulk' },
    ]);
  });

  it.each(workloads.map((each) => [each.metadata.name, each] as const))(
    '%s starts a program that exists, as nobody in particular',
    (_, { spec }) => {
      const [{ command, securityContext }] = spec.template.spec.containers;
      const source = command[1]?.replace('/dist/', '/src/').replace(/\.js$/, '.ts') ?? '';

      expect(command[0]).toBe('node');
      expect(existsSync(join(root, source)), source).toBe(true);
      expect(spec.template.spec.securityContext.runAsNonRoot).toBe(true);
      expect(securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
    },
  );

  it.each(
    workloads
      .filter(({ kind }) => kind === 'Deployment')
      .map((each) => [each.metadata.name, each] as const),
  )(
    '%s is probed on a port it opens, selected by its own labels, and given time to drain',
    (_, { spec }) => {
      const [container] = spec.template.spec.containers;
      const open = new Set(container.ports?.map(({ name }) => name));
      const { livenessProbe, readinessProbe, startupProbe } = container;

      expect(livenessProbe?.httpGet.path).toBe('/livez');
      expect(readinessProbe?.httpGet.path).toBe('/readyz');
      for (const probe of [livenessProbe, readinessProbe, startupProbe]) {
        expect(open).toContain(probe?.httpGet.port);
      }
      expect(contains(spec.template.metadata.labels, spec.selector?.matchLabels ?? {})).toBe(true);
      expect(spec.template.spec.terminationGracePeriodSeconds).toBeGreaterThan(30);
    },
  );

  it('sets only variables that Postroom reads, and names in the README each secret it wants', async () => {
    const names = new Set<string>(configVariables.map(({ name }) => name));
    const readme = await readFile(join(folder, 'README.md'), 'utf8');
    const data = manifests.flatMap((each) =>
      each.kind === 'ConfigMap' ? Object.keys((each as { data?: object }).data ?? {}) : [],
    );
    const inReadme = [...readme.matchAll(/`([A-Z][A-Z_]{3,})`/g)].map(([, name]) => name ?? '');

    expect(data.length).toBeGreaterThan(0);
    expect([...data, ...inReadme].filter((name) => !names.has(name))).toEqual([]);
    for (const secret of secrets) expect(readme).toContain(`\`${secret}\``);
  });

  it('scales, guards and lets through pods that there are', () => {
    const labelsOfPods = workloads.map(({ spec }) => spec.template.metadata.labels);
    const services = manifests.flatMap((each) =>
      each.kind === 'Service' ? [(each.spec as { selector: Record<string, string> }).selector] : [],
    );
    const selectors = manifests.flatMap((each) => {
      const { podSelector, selector } = (each.spec ?? {}) as Selecting;
      if (each.kind === 'NetworkPolicy') return [podSelector?.matchLabels ?? {}];
      if (each.kind === 'PodDisruptionBudget') return [selector?.matchLabels ?? {}];
      return [];
    });
    const targets = manifests.flatMap((each) => {
      const spec = each.spec as { scaleTargetRef?: { name: string } } | undefined;
      return spec?.scaleTargetRef?.name ?? [];
    });

    expect(selectors.length).toBeGreaterThan(6);
    expect(services).toHaveLength(2);
    for (const wanted of [...selectors, ...services]) {
      expect(labelsOfPods.some((labels) => contains(labels, wanted))).toBe(true);
    }
    expect(targets.length).toBeGreaterThanOrEqual(3);
    for (const target of targets) {
      expect(workloads.map(({ metadata }) => metadata.name)).toContain(target);
    }
  });
});

interface Selecting {
  readonly podSelector?: { readonly matchLabels?: Record<string, string> };
  readonly selector?: { readonly matchLabels?: Record<string, string> };
}
