/** One fault in an object from outside. `path` leads from the object's root to the offending value. */
export interface Issue {
  readonly path: readonly (string | number)[];
  /** Closed set, part of the HTTP contract: `required`, `unknown_field`, `invalid_type`, `invalid_value`, `too_long`, `too_short`; and, of what is good but cannot be taken now, `recipient_cap`, `admission_closed`. */
  readonly code: IssueCode;
  /** A sentence that says what was expected; never repeats a value marked sensitive. */
  readonly detail: string;
}

export type IssueCode =
  | 'required'
  | 'unknown_field'
  | 'invalid_type'
  | 'invalid_value'
  | 'too_long'
  | 'too_short'
  | 'recipient_cap'
  | 'admission_closed';

export type JsonObject = { readonly [name: string]: unknown };

export type Checked =
  | { readonly ok: true; readonly value: JsonObject }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/**
 * The shape of an object that reaches us from outside: a type's variables or an event's fields.
 * The domain knows only this face; zod (or JSON Schema, for types declared in YAML) stands behind it.
 */
export interface ObjectSchema {
  /** Names of the top-level fields, in the order of declaration. */
  readonly names: readonly string[];
  /** Top-level fields whose values are secrets (tokens, links): masked in history, erased after the end. */
  readonly sensitive: readonly string[];
  /**
   * Reports every fault at once, never only the first.
   * @param unknown `refuse` reports fields that are not declared, `ignore` drops them.
   */
  check(input: unknown, unknown: 'refuse' | 'ignore'): Checked;
  /** JSON Schema 2020-12 of the object, for OpenAPI and AsyncAPI. */
  jsonSchema(): JsonObject;
}
