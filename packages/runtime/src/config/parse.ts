import { build } from './build.ts';
import type { ConfigOf } from './config.ts';
import { ConfigError, type Problem } from './config-error.ts';
import { type Files, realFiles } from './files.ts';
import { isLoopback } from './loopback.ts';
import { readPemFiles } from './pem.ts';
import type { Role } from './role.ts';
import { checkRules, type Facts } from './rules.ts';
import { type Environment, parseValues } from './values.ts';
import { type VariableName, variables } from './variables.ts';
import { warningsOf } from './warnings.ts';

/**
 * Makes the configuration of a role from the environment; an empty string counts as unset. `all`
 * may lack a database, see `ConfigBeforeServers`.
 *
 * @throws ConfigError naming every problem at once, those between variables included.
 */
export const parseConfig = <R extends Role>(
  environment: Environment,
  role: R,
  files: Files = realFiles,
): ConfigOf<R> => {
  const { values, problems } = parseValues(environment);
  const wrong = new Set(problems.map(({ variable }) => variable));
  const isGiven = (name: VariableName): boolean => Boolean(environment[name]);
  const facts: Facts = {
    role,
    values,
    authMode: values.AUTH ?? defaultAuthMode(role, values.HOST),
    isGiven,
  };
  // A rule about a value that is wrong by itself would only add noise.
  const broken = checkRules(facts).filter(({ variable }) => !wrong.has(variable));
  const pem = readPemFiles(role, values, files);
  const all = [...problems, ...broken, ...pem.problems, ...typesFolder(facts, files)];
  if (all.length > 0) throw new ConfigError(inOrder(all));

  const warnings = warningsOf(facts, environment);
  // The rules above hold, so whatever a role requires is there; only `all` may lack a database.
  return build(facts, pem.contents, warnings) as ConfigOf<R>;
};

/** `npm start` on loopback is for trying it out. A wrong host is complained of, once, elsewhere. */
const defaultAuthMode = (role: Role, host: string | undefined): 'keys' | 'off' =>
  role === 'all' && (host === undefined || isLoopback(host)) ? 'off' : 'keys';

const usesTypes: readonly Role[] = ['api', 'bridge', 'relay', 'worker', 'dashboard', 'all', 'ctl'];

const typesFolder = ({ role, values }: Facts, files: Files): readonly Problem[] => {
  const folder = values.TYPES_DIR;
  if (!folder || !usesTypes.includes(role) || files.isFolder(folder)) return [];
  const text = `${JSON.stringify(folder)} is not a folder; name the one that holds your types`;
  return [{ variable: 'TYPES_DIR', text }];
};

/** In the order of the documents, so that people can go through their file from the top. */
const inOrder = (problems: readonly Problem[]): readonly Problem[] => {
  const order = Object.keys(variables);
  return problems.toSorted((a, b) => order.indexOf(a.variable) - order.indexOf(b.variable));
};
