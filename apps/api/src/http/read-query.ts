import type { z } from '@hono/zod-openapi';
import { nearest } from '@postroom/domain';
import { type Fault, invalid } from '../problem/problem-error.ts';
import type { ApiRequest } from './endpoint.ts';

/**
 * The query of a request. An unknown parameter is a fault too: a misspelt filter would otherwise
 * answer with what nobody asked for.
 * @throws ProblemError `validation_failed` with every fault.
 */
export const readQuery = <Schema extends z.ZodObject>(
  c: ApiRequest,
  schema: Schema,
): z.output<Schema> => {
  const known = Object.keys(schema.shape);
  const given = c.req.query();
  const parsed = schema.safeParse(given);
  const unknown = Object.keys(given).filter((name) => !known.includes(name));
  const faults: Fault[] = unknown.map((name) => ({
    parameter: name.slice(0, 64),
    code: 'unknown_field',
    detail: unknownDetail(name, known),
  }));
  for (const issue of parsed.error?.issues ?? []) {
    const parameter = String(issue.path[0] ?? '');
    faults.push({ parameter, code: 'invalid_value', detail: issue.message });
  }
  if (!parsed.success || faults.length > 0) throw invalid(faults);
  return parsed.data;
};

const unknownDetail = (name: string, known: readonly string[]): string => {
  if (known.length === 0) return 'is not known; this route takes no parameters';
  const near = nearest(name, known);
  return near
    ? `is not known; did you mean ${near}?`
    : `is not known; known are ${known.join(', ')}`;
};
