import type { ValueOf, Variable } from './variable.ts';
import { accessVariables } from './variables-access.ts';
import { mailVariables } from './variables-mail.ts';
import { paceVariables } from './variables-pace.ts';
import { processVariables } from './variables-process.ts';
import { serverVariables } from './variables-servers.ts';

/** Every variable by name. Parsing, `.env.example` and documents follow from this one table. */
export const variables = {
  ...processVariables,
  ...serverVariables,
  ...mailVariables,
  ...paceVariables,
  ...accessVariables,
} as const;

export type VariableName = keyof typeof variables;

/** Values as parsed one by one, before the rules between them are applied. */
export type Values = { readonly [Name in VariableName]: ValueOf<(typeof variables)[Name]> };

/** What a document says of one variable. */
export interface ConfigVariable {
  readonly name: VariableName;
  readonly group: string;
  /** As written in the environment, or a sentence on what happens without it. */
  readonly default: string;
  readonly unit: string | undefined;
  readonly meaning: string;
  readonly consequence: string;
  readonly isSecret: boolean;
  readonly expects: string;
  /** The default, where there is one. */
  readonly example: string;
}

/** The list of variables for documents, in their order there. */
export const configVariables: readonly ConfigVariable[] = (
  Object.entries(variables) as readonly (readonly [VariableName, Variable])[]
).map(([name, variable]) => ({
  name,
  group: variable.group,
  default: variable.default ?? variable.unset ?? 'none',
  unit: variable.unit,
  meaning: variable.meaning,
  consequence: variable.consequence,
  isSecret: variable.secret ?? false,
  expects: variable.kind.expects,
  example: variable.default ?? variable.kind.example,
}));
