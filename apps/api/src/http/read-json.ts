import { ProblemError } from '../problem/problem-error.ts';
import { checkJson } from './check-json.ts';
import type { ApiRequest } from './endpoint.ts';
import { readBytes } from './read-bytes.ts';

const maxBodyBytes = 256 * 1024;
export const maxBatchBytes = 5 * 1024 * 1024;

/**
 * The parsed body of a request, with its shape made harmless: at most 20 levels deep, no text that
 * a database cannot keep, `__proto__` an ordinary name.
 * @throws ProblemError `unsupported_media_type`, `body_too_large`, `malformed_json`, `body_too_deep`,
 * `validation_failed`.
 */
export const readJson = async (c: ApiRequest, maxBytes = maxBodyBytes): Promise<unknown> => {
  refuseOtherTypes(c);
  const value = parse(await readBytes(c, maxBytes));
  checkJson(value);
  return value;
};

const refuseOtherTypes = (c: ApiRequest): void => {
  const [type = '', ...parameters] = (c.req.header('content-type') ?? '').toLowerCase().split(';');
  if (type.trim() !== 'application/json') {
    throw new ProblemError('unsupported_media_type', 'the Content-Type must be application/json');
  }
  const charset = parameters.find((each) => each.trim().startsWith('charset='));
  if (charset !== undefined && !/^charset="?utf-?8"?$/.test(charset.trim())) {
    throw new ProblemError('unsupported_media_type', 'the charset must be utf-8');
  }
  const encoding = c.req.header('content-encoding') ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') {
    throw new ProblemError('unsupported_media_type', 'the body must not be compressed');
  }
};

const utf8 = new TextDecoder('utf-8', { fatal: true });

const parse = (bytes: Buffer): unknown => {
  if (bytes.length === 0) throw new ProblemError('malformed_json', 'the body is empty');
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch (error) {
    throw new ProblemError('malformed_json', reasonOf(error));
  }
};

/** Where it stopped, without the text around: that may hold somebody's secret. */
const reasonOf = (error: unknown): string => {
  if (!(error instanceof SyntaxError)) return 'the body is not valid UTF-8';
  const position = /at position (\d+)/.exec(error.message)?.[1];
  if (position !== undefined) return `the body is not valid JSON at position ${position}`;
  return /end of JSON/.test(error.message)
    ? 'the body is not valid JSON: it ends too early'
    : 'the body is not valid JSON';
};
