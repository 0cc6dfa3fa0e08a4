import type { Manifest } from './kustomize.ts';

interface Model {
  readonly prototype: { validate(this: object): void };
}

/**
 * Every way in which a manifest does not follow the schema that Kubernetes, KEDA or the Prometheus
 * operator publish for it. A misspelt field counts too, as it does for a cluster that is asked to be
 * strict: the compiled schemas ask for each field they know, so a field that none asked for is unknown.
 */
export const faultsOf = async (manifest: Manifest): Promise<readonly string[]> => {
  const model = await modelOf(manifest);
  const watched = watch(manifest);
  try {
    // On a view instead of a model, which would be a copy, and making a copy reads everything.
    model.prototype.validate.call(watched.value);
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
  return watched.unread().map((path) => `${path} is not known`);
};

const models: Readonly<Record<string, () => Promise<unknown>>> = {
  v1: () => import('kubernetes-models/v1'),
  'apps/v1': () => import('kubernetes-models/apps/v1'),
  'autoscaling/v2': () => import('kubernetes-models/autoscaling/v2'),
  'batch/v1': () => import('kubernetes-models/batch/v1'),
  'networking.k8s.io/v1': () => import('kubernetes-models/networking.k8s.io/v1'),
  'policy/v1': () => import('kubernetes-models/policy/v1'),
  'keda.sh/v1alpha1': () => import('@kubernetes-models/keda/keda.sh/v1alpha1'),
  'monitoring.coreos.com/v1': () =>
    import('@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1'),
};

const modelOf = async ({ apiVersion, kind }: Manifest): Promise<Model> => {
  // Each of these packages exports its models by their kinds.
  const exported = (await models[apiVersion]?.()) as Readonly<Record<string, Model>> | undefined;
  const model = exported?.[kind];
  if (!model) throw new Error(`no published schema for ${kind} of ${apiVersion}`);
  return model;
};

/** A view of `value` that remembers which of its fields were looked at. */
const watch = (value: object) => {
  const unread = new Set<string>();
  const view = (object: object, path: string): object => {
    const entries = Object.entries(object).map(([key, each]): [string, unknown] => {
      unread.add(`${path}/${key}`);
      const isNested = typeof each === 'object' && each !== null;
      return [key, isNested ? view(each, `${path}/${key}`) : each];
    });
    const inner = Array.isArray(object)
      ? entries.map(([, each]) => each)
      : Object.fromEntries(entries);
    return new Proxy(inner, {
      get(target, key, receiver) {
        unread.delete(`${path}/${String(key)}`);
        return Reflect.get(target, key, receiver);
      },
    });
  };
  return { value: view(value, ''), unread: () => [...unread] };
};
