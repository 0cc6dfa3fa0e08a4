import type { Problem } from './config-error.ts';
import type { Variable } from './variable.ts';
import { type Values, type VariableName, variables } from './variables.ts';

/** The environment as node has it; an empty string means unset. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Parses each variable by itself; those with a problem are absent from the values. */
export const parseValues = (
  environment: Environment,
): { readonly values: Values; readonly problems: readonly Problem[] } => {
  const problems: Problem[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, variable] of Object.entries(variables) as [VariableName, Variable][]) {
    const given = environment[name] || variable.default;
    if (given === undefined) continue;
    const parsed = variable.kind.schema.safeParse(given);
    if (parsed.success) values[name] = parsed.data;
    else problems.push({ variable: name, text: explain(name, given, variable) });
  }
  // Each entry was parsed by its own declaration, from which `Values` is derived. Where a value
  // is missing there is a problem, and then nobody gets to see these values.
  return { values: values as Values, problems };
};

const longestEcho = 60;

const explain = (name: string, given: string, { kind, secret, ...variable }: Variable): string => {
  const shown = given.length > longestEcho ? `${given.slice(0, longestEcho)}...` : given;
  const subject = secret ? 'its value' : JSON.stringify(shown);
  return `${subject} is not ${kind.expects}; for example ${name}=${variable.default ?? kind.example}`;
};
