import type { JsonObject, TypeCatalogue, TypeDeclaration } from '@postroom/domain';

/**
 * The body of `POST /notifications/send` as JSON Schema 2020-12, made from the declarations: one
 * shape per type, told apart by `notification_type`. It documents; what checks is the domain.
 */
export const sendRequestSchemas = (
  catalogue: TypeCatalogue,
): Readonly<Record<string, JsonObject>> => {
  const shapes = catalogue.types.map(
    (declaration) => [schemaName(declaration), shapeOf(declaration)] as const,
  );
  const mapping = catalogue.types.map(
    (declaration) => [declaration.type, reference(schemaName(declaration))] as const,
  );
  return {
    ...Object.fromEntries(shapes),
    SendRequest: {
      description: 'A notification to one recipient. A field that is null is one that stays away.',
      oneOf: mapping.map(([, $ref]) => ({ $ref })),
      discriminator: { propertyName: 'notification_type', mapping: Object.fromEntries(mapping) },
    },
  };
};

/** As a route takes it, with an example for each type. */
export const sendRequestBody = (catalogue: TypeCatalogue) => ({
  required: true,
  content: {
    'application/json': {
      schema: { $ref: reference('SendRequest') },
      examples: sendRequestExamples(catalogue),
    },
  },
});

/** One shape per type, in order of declaration. */
export const sendRequestShapes = (catalogue: TypeCatalogue): readonly JsonObject[] =>
  catalogue.types.map(shapeOf);

/** One example per set of samples, named after its type. */
export const sendRequestExamples = (catalogue: TypeCatalogue) =>
  Object.fromEntries(
    catalogue.types.flatMap((declaration) =>
      declaration.samples
        .slice(0, 1)
        .map((sample) => [
          declaration.type,
          { summary: declaration.description, value: exampleOf(declaration, sample) },
        ]),
    ),
  );

/** A body that is accepted as it stands. */
const exampleOf = ({ type }: TypeDeclaration, sample: JsonObject) => ({
  notification_type: type,
  recipient_email: 'ada@example.com',
  template_vars: sample,
});

const reference = (name: string): string => `#/components/schemas/${name}`;

const schemaName = ({ type }: TypeDeclaration): string =>
  `Send${type
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')}`;

const shapeOf = (declaration: TypeDeclaration): JsonObject => ({
  type: 'object',
  description: `${declaration.description} Subject: “${declaration.subject}”. Lane: ${declaration.queue}. ${
    declaration.onByDefault ? 'On' : 'Off'
  } by default.`,
  additionalProperties: false,
  required: ['notification_type', ...(needsVariables(declaration) ? ['template_vars'] : [])],
  anyOf: [{ required: ['recipient_email'] }, { required: ['userid'] }],
  properties: {
    notification_type: { type: 'string', const: declaration.type },
    template_vars: declaration.variables.jsonSchema(),
    ...commonProperties,
    content: { type: 'string', description: contentOf(declaration) },
  },
});

const needsVariables = ({ variables, allowsHtmlContent }: TypeDeclaration): boolean => {
  const { required } = variables.jsonSchema();
  return !allowsHtmlContent && Array.isArray(required) && required.length > 0;
};

const contentOf = ({ type, allowsHtmlContent }: TypeDeclaration): string =>
  allowsHtmlContent
    ? `A template's name (default: \`${type}\`), or HTML of your own; then no variables are needed.`
    : `A template's name; default: \`${type}\`.`;

const commonProperties = {
  recipient_email: {
    type: 'string',
    format: 'email',
    description: 'May be absent when `userid` has preferences: then their address.',
    example: 'ada@example.com',
  },
  userid: {
    type: 'string',
    pattern: '^[A-Za-z0-9._:@|~+=-]{1,128}$',
    description: 'Whose preferences count.',
  },
  subject: { type: 'string', maxLength: 200, description: "Instead of the type's own." },
  locale: { type: 'string', description: 'BCP 47, such as `en` or `pt-BR`.' },
  send_at: {
    type: 'string',
    format: 'date-time',
    description: 'The past means now; at most a year ahead.',
  },
  expires_at: { type: 'string', format: 'date-time', description: 'From then on it is not sent.' },
  tags: {
    type: 'object',
    maxProperties: 10,
    propertyNames: { pattern: '^[A-Za-z0-9_-]{1,64}$' },
    additionalProperties: { type: 'string', maxLength: 256 },
  },
  reply_to: { type: 'string', format: 'email' },
} as const;
