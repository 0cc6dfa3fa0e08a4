import type { JsonObject } from '@postroom/domain';
import { isNode, LineCounter, parseDocument } from 'yaml';
import { hintFor, type TypeFault } from './fault.ts';

export type YamlPath = readonly (string | number)[];

/** A YAML file that was read: its value, and where in the file each part of it stands. */
export interface YamlFile {
  readonly value: JsonObject;
  /** Notes a fault at the line of what stands at `path`, or of the nearest thing around it. */
  complain(path: YamlPath, detail: string): void;
  /** Complains of every key of the object at `path` that is not known. */
  onlyKnown(path: YamlPath, object: JsonObject, known: readonly string[]): void;
  /** In the order of lines. */
  faults(): readonly TypeFault[];
}

/** Reads YAML 1.2. Aliases are not expanded beyond a hundred, so that a small file stays small. */
export const readYaml = (file: string, text: string): YamlFile => {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const faults: TypeFault[] = document.errors.map(({ message, pos }) => ({
    file,
    line: lines.linePos(pos[0]).line,
    detail: `is not valid YAML: ${message}`,
  }));
  const parsed: unknown = faults.length === 0 ? document.toJS({ maxAliasCount: 100 }) : {};
  if (!isObject(parsed)) {
    faults.push({ file, line: 1, detail: 'must be a mapping, such as `queue: standard`' });
  }

  const lineAt = (path: YamlPath): number => {
    const offset = keyOffset(document, path);
    if (offset !== undefined) return lines.linePos(offset).line;
    return path.length === 0 ? 1 : lineAt(path.slice(0, -1));
  };
  const complain = (path: YamlPath, detail: string): void => {
    faults.push({ file, line: lineAt(path), detail });
  };
  return {
    value: isObject(parsed) ? parsed : {},
    complain,
    onlyKnown: (path, object, known) => {
      for (const name of Object.keys(object).filter((each) => !known.includes(each))) {
        complain([...path, name], `\`${name}\` is not known${hintFor(name, known)}`);
      }
    },
    faults: () => faults.toSorted((a, b) => a.line - b.line),
  };
};

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const keyOffset = (
  document: ReturnType<typeof parseDocument>,
  path: YamlPath,
): number | undefined => {
  if (path.length === 0) return undefined;
  const parent: unknown =
    path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const items = isNode(parent) && 'items' in parent ? (parent.items as readonly unknown[]) : [];
  const last = path.at(-1);
  // A mapping's fault is told at the key, a list's at the entry.
  for (const [index, item] of items.entries()) {
    const key = isObject(item) && 'key' in item ? item.key : undefined;
    if (key !== undefined && String(key) === String(last)) return rangeOf(key);
    if (key === undefined && index === last) return rangeOf(item);
  }
  return undefined;
};

const rangeOf = (node: unknown): number | undefined => (isNode(node) ? node.range?.[0] : undefined);
