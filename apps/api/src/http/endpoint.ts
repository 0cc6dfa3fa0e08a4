import type { RouteConfig } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Scope } from '../auth/principal.ts';
import type { ApiEnv } from './env.ts';

export type ApiRequest = Context<ApiEnv>;

/** A route: what the documentation says of it, who may call it, and what it does. */
export interface Endpoint {
  /** OpenAPI; its path and method are the ones that are served. */
  readonly route: RouteConfig & { readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete' };
  readonly access: 'public' | Scope;
  /** Whether users with a token of their own may call it, for themselves. Default false. */
  readonly forUsers?: true;
  /** Whether it answers while the process waits for its schema. Default false. */
  readonly answersAlways?: true;
  /** @throws ProblemError, DomainError, StoreError: each becomes its problem. */
  handle(c: ApiRequest): Response | Promise<Response>;
}
