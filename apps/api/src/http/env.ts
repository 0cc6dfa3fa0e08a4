import type { HttpBindings } from '@hono/node-server';
import type { Log } from '@postroom/runtime';
import type { Principal } from '../auth/principal.ts';
import type { Allowance } from '../limits/rate-limiter.ts';

/** What a request carries on its way to its route. */
export interface ApiEnv {
  /** Absent when a request does not come through a socket. */
  Bindings: Partial<HttpBindings>;
  Variables: {
    /** Set by the authentication of routes that need it. */
    principal: Principal;
    correlationId: string;
    traceparent: string | null;
    /** Of requests that are counted: what is left. */
    allowance?: Allowance | undefined;
    /** The pattern of the route; `other` where none matched. */
    route: string;
    log: Log;
  };
}
