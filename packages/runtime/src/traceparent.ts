/** The W3C Trace Context header `traceparent`, https://www.w3.org/TR/trace-context/. */
export interface Traceparent {
  /** 32 lower-case hex digits, not all zero. */
  readonly traceId: string;
  /** 16 lower-case hex digits, not all zero: the caller's span. */
  readonly parentId: string;
  readonly isSampled: boolean;
}

const shape = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** Anything that is not a valid header is `undefined`: a trace is restarted, never refused. */
export const parseTraceparent = (header: string | undefined | null): Traceparent | undefined => {
  const [, version, traceId, parentId, flags, rest] = shape.exec(header?.trim() ?? '') ?? [];
  if (!version || !traceId || !parentId || !flags) return undefined;
  // Later versions may append fields, version 00 may not, and ff is forbidden.
  if (version === 'ff' || (version === '00' && rest)) return undefined;
  if (isZero(traceId) || isZero(parentId)) return undefined;
  return { traceId, parentId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 };
};

export const formatTraceparent = ({ traceId, parentId, isSampled }: Traceparent): string =>
  `00-${traceId}-${parentId}-${isSampled ? '01' : '00'}`;

/**
 * The header for a call made on behalf of `parent`: same trace, new span; without a valid parent a
 * new, sampled trace. `randomBytes` answers with that many random bytes, such as `node:crypto`'s.
 */
export const childTraceparent = (
  parent: string | undefined | null,
  randomBytes: (size: number) => Uint8Array,
): string => {
  const trace = parseTraceparent(parent);
  return formatTraceparent({
    traceId: trace?.traceId ?? randomHex(16, randomBytes),
    parentId: randomHex(8, randomBytes),
    isSampled: trace?.isSampled ?? true,
  });
};

const randomHex = (size: number, randomBytes: (size: number) => Uint8Array): string => {
  const hex = Buffer.from(randomBytes(size)).toString('hex');
  return isZero(hex) ? `${hex.slice(1)}1` : hex;
};

const isZero = (hex: string): boolean => /^0+$/.test(hex);
