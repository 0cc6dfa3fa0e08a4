import {
  bootstrap,
  type FleetFacts,
  newApiKey,
  type PostroomBus,
  parseApiKey,
  type Quarantined,
  type Queries,
  type Reads,
  readsFromPrimary,
  type TokenBuckets,
} from '@postroom/application';
import {
  createMemoryWorld,
  type MemoryWorld,
  memoryTokenBuckets,
} from '@postroom/application/testing';
import type { QueueName } from '@postroom/domain';
import { createAnswerChecker } from '@postroom/local/testing';
import { createLog, createMetrics, type Metrics } from '@postroom/runtime';
import { builtInTypes, createCatalogue, createRenderer } from '@postroom/templates';
import { createAcceptor } from '../acceptor.ts';
import { createApp } from '../app.ts';
import {
  type Authenticate,
  authenticateByKey,
  authenticateNobody,
  type KnownKey,
} from '../auth/authenticate.ts';
import type { Scope } from '../auth/principal.ts';
import type { ApiContext, Phase } from '../context.ts';
import type { HealthPart } from '../health/report.ts';
import { reportOf } from '../health/report.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { createRateLimiter } from '../limits/rate-limiter.ts';
import { openApiDocument } from '../openapi/document.ts';
import { endpointsOf } from '../routes/index.ts';

/** The API over ports in memory, driven without a socket. Every answer is held against the document. */
export interface TestApi {
  readonly world: MemoryWorld;
  /** Every route that is served. */
  readonly endpoints: readonly Endpoint[];
  readonly bus: PostroomBus;
  readonly metrics: Metrics;
  /** Lines that were logged, parsed. */
  readonly lines: readonly Record<string, unknown>[];
  /** A key of that name with those scopes, as a caller sends it. */
  keyFor(name: string, scopes: readonly Scope[], kind?: 'live' | 'test'): string;
  revoke(key: string): void;
  call(path: string, options?: CallOptions): Promise<Answer>;
}

export interface CallOptions {
  readonly method?: string;
  readonly key?: string;
  /** Sent as JSON; `rawBody` as it is. */
  readonly body?: unknown;
  readonly rawBody?: string | Uint8Array<ArrayBuffer> | ReadableStream;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body; tests look into it as they like. */
  // biome-ignore lint/suspicious/noExplicitAny: what it holds is what the test is about
  readonly json: any;
}

export interface TestApiOptions {
  readonly auth?: 'keys' | 'off';
  readonly phase?: Phase;
  readonly parts?: readonly HealthPart[];
  readonly facts?: Partial<FleetFacts>;
  readonly quarantined?: readonly Quarantined[];
  /** Replaces ports, for what they throw. */
  readonly queries?: Partial<Queries>;
  readonly reads?: Reads;
  readonly accept?: ApiContext['accept'];
  readonly authenticate?: (byKey: Authenticate) => Authenticate;
  /** Requests a second and key, on the world's clock. */
  readonly perSecond?: number;
  /** Between the limiter and its buckets. */
  readonly buckets?: (inner: TokenBuckets) => TokenBuckets;
  readonly recipientCap?: number;
  readonly isLaneClosed?: (queue: QueueName) => boolean;
}

export const createTestApi = (options: TestApiOptions = {}): TestApi => {
  const catalogue = createCatalogue(builtInTypes);
  const world = createMemoryWorld({ catalogue });
  const metrics = createMetrics({ role: 'api', version: '0.0.0' });
  const lines: Record<string, unknown>[] = [];
  const write = (line: string): void => void lines.push(JSON.parse(line));
  const log = createLog({ level: 'debug', role: 'api', destination: { write } });
  const keys = new Map<string, KnownKey>();
  const paused = new Set<QueueName>(['bulk']);
  const quarantined = new Map(options.quarantined?.map((row) => [row.id, row]));
  const isOpen = options.auth === 'off';
  const { unitOfWork, now, newId } = world;
  const { recipientCap, isLaneClosed = () => false, perSecond } = options;
  const bus = bootstrap({ unitOfWork, catalogue, now, newId, recipientCap, isLaneClosed });
  const nowMs = () => now().getTime();
  const memory = memoryTokenBuckets(nowMs);
  const buckets = options.buckets?.(memory) ?? memory;
  const onAway = (err: unknown) => log.warn({ event: 'rate_limit.away', err }, 'away');
  const acceptor = createAcceptor(bus);
  const byKey = authenticateByKey(async (id) => keys.get(id));
  const queries = { ...world.queries, ...options.queries };
  const context: ApiContext = {
    authenticate: options.authenticate?.(byKey) ?? (isOpen ? authenticateNobody : byKey),
    isOpen,
    bus,
    rateLimiter:
      perSecond === undefined
        ? undefined
        : createRateLimiter({ buckets, perSecond, nowMs, onAway }),
    accept: options.accept ?? ((submission) => acceptor.add(submission)),
    queries,
    reads: options.reads ?? readsFromPrimary(queries),
    catalogue,
    render: createRenderer(builtInTypes, { serviceName: 'Postroom' }).render,
    isEssential: () => false,
    lanes: {
      async set(queue, isPaused) {
        if (isPaused) paused.add(queue);
        else paused.delete(queue);
      },
    },
    quarantine: {
      list: async () => [...quarantined.values()],
      release: async (ids) =>
        (ids === 'all' ? [...quarantined.keys()] : ids).filter((id) => quarantined.delete(id))
          .length,
    },
    ready: async () => ({ status: 'ready', checks: [] }),
    phase: () => options.phase ?? 'serving',
    health: async () =>
      reportOf(options.parts ?? [{ name: 'primary', status: 'up', latency_ms: 1 }]),
    fleet: async () => ({ ...factsOf(now(), options.facts), paused }),
    facts: async () => factsOf(now(), options.facts),
    log,
    metrics,
    version: '0.0.0',
    serviceName: 'Postroom',
    now,
    newId,
  };
  const app = createApp(context);
  const idOf = (key: string): string => parseApiKey(key)?.id ?? '';
  return {
    world,
    endpoints: endpointsOf(context, openApiDocument(app, context)),
    bus,
    metrics,
    lines,
    keyFor(name, scopes, kind = 'live') {
      const key = newApiKey(kind);
      const parsed = parseApiKey(key);
      if (!parsed) throw new Error('a new key cannot be read');
      keys.set(parsed.id, { ...parsed, name, scopes, revokedAt: null });
      return key;
    },
    revoke(key) {
      const known = keys.get(idOf(key));
      if (known) keys.set(idOf(key), { ...known, revokedAt: now() });
    },
    async call(path, call = {}) {
      const request = requestOf(call);
      const answer = await app.request(path, request);
      const text = await answer.text();
      checker ??= createAnswerChecker(await (await app.request('/openapi.json')).text());
      const faults = checker({
        method: request.method ?? 'GET',
        path: new URL(`http://localhost${path}`).pathname,
        sent: path.includes('mode=permissive') ? undefined : call.body,
        status: answer.status,
        headers: answer.headers,
        text,
      });
      if (faults.length > 0) throw new Error(faults.join('\n'));
      const isJson = answer.headers.get('content-type')?.includes('json') ?? false;
      return {
        status: answer.status,
        headers: answer.headers,
        text,
        json: isJson && text !== '' ? JSON.parse(text) : undefined,
      };
    },
  };
};

/** Of a fleet in which nobody is at work and nothing waits, unless a test says more. */
const factsOf = (now: Date, given: Partial<FleetFacts> = {}): FleetFacts => ({
  roster: { now, processes: [] },
  backlog: [],
  outbox: [],
  pauses: [],
  undecided: { count: 0, since: null },
  unrepeatable: { count: 0, since: null },
  ...given,
});

/** The document is the same for all of them, and compiling its schemas takes time. */
let checker: ReturnType<typeof createAnswerChecker> | undefined;

const requestOf = ({ method, key, body, rawBody, headers }: CallOptions): RequestInit => {
  const sent = rawBody ?? (body === undefined ? undefined : JSON.stringify(body));
  return {
    method: method ?? (sent === undefined ? 'GET' : 'POST'),
    headers: {
      ...(sent !== undefined && { 'content-type': 'application/json' }),
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
      ...headers,
    },
    ...(sent !== undefined && { body: sent, duplex: 'half' }),
  };
};
