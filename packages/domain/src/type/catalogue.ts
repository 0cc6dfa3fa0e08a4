import type { EventDeclaration, TypeDeclaration } from './declaration.ts';
import type { ObjectSchema } from './object-schema.ts';

/** Every type this installation knows, built once at start and passed to whoever asks. */
export interface TypeCatalogue {
  /** In order of declaration. */
  readonly types: readonly TypeDeclaration[];
  find(type: string): TypeDeclaration | undefined;
  /** The type that an event causes, by routing key. */
  causedBy(
    event: string,
  ): { readonly declaration: TypeDeclaration; readonly event: EventDeclaration } | undefined;
  /** The variables that a template takes, by the template's name; undefined when there is none. */
  templateVariables(template: string): ObjectSchema | undefined;
}
