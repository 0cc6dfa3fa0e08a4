import { createHash } from 'node:crypto';
import { hasControlCharacters, type JsonObject } from '@postroom/domain';
import { timeOfEnvelope } from './envelope-time.ts';
import type { ResolveEvent } from './event-names.ts';

/** A message as far as its meaning goes. */
export interface IncomingMessage {
  readonly routingKey: string;
  readonly body: Buffer;
  readonly properties: {
    readonly messageId?: string | undefined;
    readonly type?: string | undefined;
    readonly headers?: { readonly [name: string]: unknown } | undefined;
  };
}

export interface Envelope {
  /** The sender's, else the message id, else `sha256:` and the hash of routing key and body. */
  readonly eventId: string;
  readonly sourceService: string | null;
  /** 1 to 128 printable characters; null when there was none of that kind. */
  readonly correlationId: string | null;
  readonly traceparent: string | null;
  readonly occurredAt: Date | null;
}

export type Decoded =
  | {
      readonly ok: true;
      /** The routing key. */
      readonly event: string;
      readonly envelope: Envelope;
      /** The whole body, envelope included. */
      readonly fields: JsonObject;
    }
  /** Never to be understood, and why: it goes to the dead letters. */
  | { readonly ok: false; readonly event: string | null; readonly dead: string };

/** As large as a request over HTTP may be. */
const maxBodyBytes = 256 * 1024;
const maxNameCharacters = 255;
/** As deep as a request over HTTP may be: a deeper one ends the stack of whoever writes it down. */
const maxDepth = 20;

/**
 * Understands a message, or says why it cannot be understood, naming the field. Its type is the
 * header `event_type`, else the property `type`, else `event_type` or `type` in the body, else the
 * routing key; the first that is there counts, even if it is not known.
 */
export const decodeMessage = (message: IncomingMessage, resolve: ResolveEvent): Decoded => {
  const parsed = parseBody(message.body);
  if (!parsed.ok) return { ok: false, event: null, dead: parsed.dead };
  const body = parsed.value;
  const name = nameOf(message, body);
  if (typeof name !== 'string') {
    return { ok: false, event: null, dead: `event_type: must be a string, is ${kindOf(name)}` };
  }
  const event = resolve(name);
  if (event === undefined) {
    return { ok: false, event: null, dead: `event_type: ${shown(name)} is not a known event` };
  }
  const faults: string[] = [];
  const envelope = envelopeOf(message, body, faults);
  if (faults.length > 0) return { ok: false, event, dead: faults.join('; ') };
  return { ok: true, event, envelope, fields: body };
};

type Parsed =
  | { readonly ok: true; readonly value: JsonObject }
  | { readonly ok: false; readonly dead: string };

const parseBody = (body: Buffer): Parsed => {
  if (body.length > maxBodyBytes) {
    return { ok: false, dead: `the body is larger than ${maxBodyBytes} bytes` };
  }
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    if (isDeeper(value, maxDepth)) {
      return { ok: false, dead: `the body is more than ${maxDepth} levels deep` };
    }
    if (isObject(value)) return { ok: true, value };
    return { ok: false, dead: `the body must be a JSON object, is ${kindOf(value)}` };
  } catch (error) {
    // The parser's own words quote the body, which may hold secrets.
    const isText = !(error instanceof TypeError);
    return { ok: false, dead: isText ? 'the body is not JSON' : 'the body is not UTF-8' };
  }
};

const nameOf = ({ properties, routingKey }: IncomingMessage, body: JsonObject): unknown => {
  const candidates = [properties.headers?.event_type, properties.type, body.event_type, body.type];
  return candidates.find(isPresent) ?? routingKey;
};

const envelopeOf = (message: IncomingMessage, body: JsonObject, faults: string[]): Envelope => {
  const headers = message.properties.headers ?? {};
  const text = (name: string, given: unknown): string | null => {
    if (!isPresent(given)) return null;
    if (typeof given === 'number') return String(given);
    if (typeof given !== 'string') faults.push(`${name}: must be a string, is ${kindOf(given)}`);
    else if (given.length > maxNameCharacters) {
      faults.push(`${name}: must be at most ${maxNameCharacters} characters long`);
    } else if (hasControlCharacters(given)) {
      // Half a surrogate pair among them: Postgres would keep another text, and the inbox take the
      // message for one that it has seen.
      faults.push(`${name}: must not contain control characters`);
    } else return given;
    return null;
  };
  const occurredAt = timeOfEnvelope(body.timestamp);
  if (occurredAt === undefined) {
    faults.push('timestamp: must be seconds, milliseconds or an RFC 3339 time');
  }
  const eventId =
    text('event_id', body.event_id) ?? text('message_id', message.properties.messageId);
  return {
    eventId: eventId ?? `sha256:${digestOf(message)}`,
    sourceService: text('source_service', body.source_service),
    correlationId: printable(body.correlation_id) ?? printable(headers['x-correlation-id']),
    traceparent: traceparentOf(headers.traceparent),
    occurredAt: occurredAt ?? null,
  };
};

const digestOf = ({ routingKey, body }: IncomingMessage): string =>
  createHash('sha256').update(routingKey).update('\0').update(body).digest('hex');

/** A correlation id only helps people to search, so a bad one is dropped and the event kept. */
const printable = (value: unknown): string | null =>
  typeof value === 'string' && /^[\x20-\x7e]{1,128}$/.test(value) && value.trim() !== ''
    ? value
    : null;

const traceparentOf = (value: unknown): string | null =>
  typeof value === 'string' &&
  /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/.test(value)
    ? value
    : null;

const isPresent = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== '';

/** Stops at the limit, so that its own stack stays small. */
const isDeeper = (value: unknown, levels: number): boolean => {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((each) => isDeeper(each, levels - 1));
};

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const kindOf = (value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
};

/** A name from outside, short and on one line. */
const shown = (name: string): string => JSON.stringify(name.slice(0, 100));
