import type { Kind } from './kind.ts';

/** One environment variable: what documents say of it and how its text becomes a value. */
export interface Variable<Output = unknown> {
  /** The heading it stands under in documents. */
  readonly group: string;
  readonly kind: Kind<Output>;
  /** As it would be written in the environment; without one the value is absent when unset. */
  readonly default?: string;
  /** What happens when it is unset, where that is not a plain default. */
  readonly unset?: string;
  readonly unit?: string;
  readonly meaning: string;
  /** What changing it costs or brings. */
  readonly consequence: string;
  /** Its value never appears in a message. */
  readonly secret?: true;
}

/** Holds the types of a literal declaration, so that values are derived from the declarations. */
export const variable = <Output, const Rest extends Omit<Variable<Output>, 'kind'>>(
  declaration: { readonly kind: Kind<Output> } & Rest,
): { readonly kind: Kind<Output> } & Rest => declaration;

/** The type of a variable's value. */
export type ValueOf<V> = V extends { readonly kind: Kind<infer Output> }
  ? V extends { readonly default: string }
    ? Output
    : Output | undefined
  : never;
