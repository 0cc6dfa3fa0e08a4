import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

/**
 * What a value does to a JSON Schema 2020-12: the faults, none when it fits. References lead into
 * `document`.
 */
export const createValidator = (document: object) => {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(document, 'document');
  const compiled = new Map<string, ValidateFunction>();
  return (schema: object, value: unknown): readonly string[] => {
    const rooted = JSON.stringify(schema).replaceAll('"#/', '"document#/');
    const validate = compiled.get(rooted) ?? ajv.compile(JSON.parse(rooted));
    compiled.set(rooted, validate);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  };
};
