import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { applyPatch, type Operation } from './json-patch.ts';

/** An object of the cluster's API, as written. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Labels;
  };
  readonly spec?: unknown;
}

type Labels = Readonly<Record<string, string>>;

interface Kustomization {
  readonly resources?: readonly string[];
  readonly namespace?: string;
  readonly nameSuffix?: string;
  readonly labels?: readonly LabelRule[];
  readonly images?: readonly { name: string; newName: string; newTag: string }[];
  readonly patches?: readonly { target: { kind: string; name?: string }; patch: string }[];
}

interface LabelRule {
  readonly pairs: Labels;
  readonly includeTemplates?: boolean;
  readonly includeSelectors?: boolean;
}

/** What these folders use of kustomize; a word that is not here is refused, so that nothing is read past. */
const known = new Set([
  'apiVersion',
  'kind',
  'resources',
  'namespace',
  'nameSuffix',
  'labels',
  'images',
  'patches',
]);

/**
 * The objects of a folder as `kubectl kustomize` prints them.
 * @throws Error for a word or a patch this reader does not know, or a patch that meets nothing.
 */
export const kustomize = async (folder: string): Promise<readonly Manifest[]> => {
  const text = await readFile(join(folder, 'kustomization.yaml'), 'utf8');
  const read = parse(text) as Kustomization;
  for (const word of Object.keys(read)) {
    if (!known.has(word)) throw new Error(`${folder}: "${word}" is not read`);
  }
  const parts = await Promise.all((read.resources ?? []).map((each) => resource(folder, each)));
  const patched = (read.patches ?? []).reduce<readonly Manifest[]>(
    (manifests, { target, patch }) => {
      const operations = parse(patch) as readonly Operation[];
      const name = new RegExp(`^(?:${target.name ?? '.*'})$`);
      const meets = ({ kind, metadata }: Manifest) =>
        kind === target.kind && name.test(metadata.name);
      if (!manifests.some(meets))
        throw new Error(`${folder}: nothing is ${JSON.stringify(target)}`);
      return manifests.map((each) => (meets(each) ? applyPatch(each, operations) : each));
    },
    parts.flat(),
  );
  return patched.map((manifest) => transformed(manifest, read));
};

const resource = async (folder: string, path: string): Promise<readonly Manifest[]> => {
  if (!path.endsWith('.yaml')) return kustomize(join(folder, path));
  const documents = parseAllDocuments(await readFile(join(folder, path), 'utf8'));
  return documents.map((document) => {
    if (document.errors[0]) throw document.errors[0];
    return document.toJS() as Manifest;
  });
};

const transformed = (manifest: Manifest, read: Kustomization): Manifest => {
  const named = structuredClone(manifest) as Writable;
  if (read.nameSuffix) named.metadata.name += read.nameSuffix;
  if (read.namespace && named.kind !== 'Namespace') named.metadata.namespace = read.namespace;
  for (const rule of read.labels ?? []) label(named, rule);
  for (const { name, newName, newTag } of read.images ?? []) {
    for (const container of named.spec?.template?.spec?.containers ?? []) {
      if (container.image === name) container.image = `${newName}:${newTag}`;
    }
  }
  return named as Manifest;
};

interface Writable {
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  spec?: {
    selector?: { matchLabels?: Record<string, string> };
    template?: {
      metadata: { labels?: Record<string, string> };
      spec: {
        containers: { image: string }[];
        topologySpreadConstraints?: { labelSelector: { matchLabels: Record<string, string> } }[];
      };
    };
  };
}

const label = (manifest: Writable, { pairs, includeTemplates, includeSelectors }: LabelRule) => {
  const { metadata, spec } = manifest;
  metadata.labels = { ...metadata.labels, ...pairs };
  const template = spec?.template;
  if (template && (includeTemplates || includeSelectors)) {
    template.metadata.labels = { ...template.metadata.labels, ...pairs };
  }
  if (!includeSelectors) return;
  if (spec?.selector?.matchLabels) Object.assign(spec.selector.matchLabels, pairs);
  for (const { labelSelector } of template?.spec.topologySpreadConstraints ?? []) {
    Object.assign(labelSelector.matchLabels, pairs);
  }
};
