import type { TypeCatalogue } from '../type/catalogue.ts';
import type { TypeDeclaration } from '../type/declaration.ts';
import type { Checked, Issue, JsonObject, ObjectSchema } from '../type/object-schema.ts';

/** An object of required strings, enough for tests that are not about schemas. */
export const stringsSchema = (
  names: readonly string[],
  sensitive: readonly string[] = [],
): ObjectSchema => ({
  names,
  sensitive,
  check(input, unknown): Checked {
    const given = (input ?? {}) as JsonObject; // tests hand in objects
    const missing = names
      .filter((name) => typeof given[name] !== 'string')
      .map((name): Issue => ({ path: [name], code: 'required', detail: 'is required' }));
    const superfluous = Object.keys(given)
      .filter((name) => unknown === 'refuse' && !names.includes(name))
      .map((name): Issue => ({ path: [name], code: 'unknown_field', detail: 'is not known' }));
    const issues = [...missing, ...superfluous];
    if (issues.length > 0) return { ok: false, issues };
    return { ok: true, value: Object.fromEntries(names.map((name) => [name, given[name]])) };
  },
  jsonSchema: () => ({ type: 'object' }),
});

/** A declaration in which a test only says what it is about. */
export const declarationOf = (
  given: Partial<TypeDeclaration> & Pick<TypeDeclaration, 'type'>,
): TypeDeclaration => ({
  queue: 'standard',
  category: 'transactional',
  description: `A ${given.type}.`,
  variables: stringsSchema(['name']),
  subject: 'Hello {name}',
  onByDefault: true,
  onAmbiguous: 'at_least_once',
  ttlSeconds: 3600,
  allowsHtmlContent: false,
  causedBy: [],
  samples: [{ name: 'Ada' }, { name: 'Grace' }],
  ...given,
});

export const catalogueOf = (types: readonly TypeDeclaration[]): TypeCatalogue => ({
  types,
  find: (type) => types.find((each) => each.type === type),
  causedBy(event) {
    for (const declaration of types) {
      const found = declaration.causedBy.find((each) => each.event === event);
      if (found) return { declaration, event: found };
    }
    return undefined;
  },
  templateVariables: (template) => types.find((each) => each.type === template)?.variables,
});
