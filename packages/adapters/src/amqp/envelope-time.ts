/** Seconds stay below this for 3,000 years; milliseconds have been above it since 1973. */
const leastMilliseconds = 1e11;
/** The year 9999, beyond which databases and formats disagree. */
const mostMilliseconds = 253_402_300_799_000;
const rfc3339 = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/i;

/**
 * The time in an envelope: seconds or milliseconds since 1970 (a number, or digits in a text), or
 * RFC 3339, in UTC when it names no offset. Null when there is none, undefined when it is no time.
 */
export const timeOfEnvelope = (value: unknown): Date | null | undefined => {
  if (value === undefined || value === null || value === '') return null;
  if (typeof value === 'number') return ofNumber(value);
  if (typeof value !== 'string') return undefined;
  if (/^\d+(\.\d+)?$/.test(value)) return ofNumber(Number(value));
  if (!rfc3339.test(value)) return undefined;
  const hasOffset = /(Z|[+-]\d{2}:?\d{2})$/i.test(value);
  return ofMilliseconds(Date.parse(hasOffset ? value : `${value}Z`));
};

const ofNumber = (value: number): Date | undefined =>
  ofMilliseconds(Math.abs(value) < leastMilliseconds ? value * 1000 : value);

const ofMilliseconds = (ms: number): Date | undefined =>
  Number.isFinite(ms) && ms > 0 && ms <= mostMilliseconds ? new Date(Math.round(ms)) : undefined;
