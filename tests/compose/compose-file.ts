import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

/** The root of the repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** A service of docker-compose.yml, as far as tests look. */
export interface Service {
  readonly image?: string;
  readonly container_name?: string;
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string | null>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly networks?: readonly string[] | Readonly<Record<string, unknown>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly [string, ...string[]] };
  readonly mem_limit?: string;
  readonly read_only?: boolean;
  readonly user?: string;
}

export interface ComposeFile {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean } | null>>;
  readonly volumes: Readonly<Record<string, null>>;
}

/** docker-compose.yml as it is written, anchors merged. */
export const composeFile = parse(readFileSync(join(root, 'docker-compose.yml'), 'utf8'), {
  merge: true,
}) as ComposeFile;

/**
 * A service as it starts where no variable is set: what the file says in case there is none, and what
 * it only passes on left out.
 */
export const asStarted = (service: Service): Service => {
  const { environment = {}, ...rest } = service;
  const given = Object.entries(environment).filter(([, value]) => value !== null);
  return interpolated({ ...rest, environment: Object.fromEntries(given) });
};

/**
 * `$$` is a dollar, `${NAME:-default}` and `${NAME-default}` are the default, `${NAME}` and what only
 * stands for a value that is given, `${NAME:+instead}`, are nothing.
 */
const interpolated = <Value>(value: Value): Value =>
  JSON.parse(
    JSON.stringify(value).replaceAll(
      /\$(?:(\$)|\{\w+(?::?-([^}]*)|:\+[^}]*)?\})/g,
      (_, dollar?: string, byDefault?: string) => dollar ?? byDefault ?? '',
    ),
  );
