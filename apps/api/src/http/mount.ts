import type { OpenAPIHono } from '@hono/zod-openapi';
import { isAllowed, type Scope } from '../auth/principal.ts';
import type { ApiContext } from '../context.ts';
import { rateLimited } from '../limits/rate-limit-fields.ts';
import { documented } from '../openapi/documented.ts';
import { retryAfter } from '../problem/problem.ts';
import { ProblemError } from '../problem/problem-error.ts';
import type { ApiRequest, Endpoint } from './endpoint.ts';
import type { ApiEnv } from './env.ts';
import { positionHeader } from './position.ts';

/**
 * Serves the endpoints. Paths without parameters come first, each with its refusal of other
 * methods, so that `GET /notifications/send` is a wrong method and not a notification named `send`.
 */
export const mount = (
  app: OpenAPIHono<ApiEnv>,
  endpoints: readonly Endpoint[],
  context: ApiContext,
): void => {
  const paths = [...new Set(endpoints.map(({ route }) => route.path))];
  for (const path of paths.toSorted((a, b) => parameters(a) - parameters(b))) {
    const atPath = endpoints.filter(({ route }) => route.path === path);
    const pattern = path.replaceAll(/\{(\w+)\}/g, ':$1');
    for (const endpoint of atPath) {
      app.openAPIRegistry.registerPath(documented(endpoint));
      app.on(endpoint.route.method.toUpperCase(), pattern, async (c) => {
        c.set('route', path);
        await admit(c, endpoint, context);
        const answer = await endpoint.handle(c);
        if (answer.ok && endpoint.route.method !== 'get') {
          const position = await context.reads.written();
          if (position !== undefined) answer.headers.set(positionHeader, position);
        }
        return answer;
      });
    }
    app.all(pattern, (c) => {
      c.set('route', path);
      throw wrongMethod(c, atPath);
    });
  }
};

const parameters = (path: string): number => path.split('{').length - 1;

/** Before anything of the request is read. */
const admit = async (c: ApiRequest, endpoint: Endpoint, context: ApiContext): Promise<void> => {
  if (!endpoint.answersAlways && context.phase() === 'waiting') {
    const message = 'the service waits for its database to be migrated';
    throw new ProblemError('not_ready', message, { headers: retryAfter(2) });
  }
  if (endpoint.access === 'public') return;
  const principal = await context.authenticate(c.req.header('authorization'));
  const allowance = await context.rateLimiter?.admit(principal);
  c.set('allowance', allowance);
  if (allowance && !allowance.isGranted) throw rateLimited(allowance);
  if (principal.userId !== undefined) refuseAnothers(principal.userId, c, endpoint);
  else if (!isAllowed(principal, endpoint.access)) throw lacksScope(endpoint.access);
  c.set('principal', principal);
};

/** A user reaches what is theirs: what names somebody else, or nobody, is forbidden. */
const refuseAnothers = (userId: string, c: ApiRequest, endpoint: Endpoint): void => {
  const named = c.req.param('userid') ?? userId;
  if (endpoint.forUsers && named === userId) return;
  const message = 'a user reaches their own preferences and history only';
  throw new ProblemError('forbidden', message);
};

const lacksScope = (scope: Scope): ProblemError =>
  new ProblemError('forbidden', `this key lacks the scope ${scope}`, {
    headers: {
      'WWW-Authenticate': `Bearer realm="postroom", error="insufficient_scope", scope="${scope}"`,
    },
  });

const wrongMethod = (c: ApiRequest, endpoints: readonly Endpoint[]): ProblemError => {
  const methods = endpoints.map(({ route }) => route.method.toUpperCase());
  const allowed = methods.includes('GET') ? [...methods, 'HEAD'] : methods;
  return new ProblemError('method_not_allowed', `${c.req.method} is not allowed here`, {
    headers: { Allow: allowed.join(', ') },
  });
};
