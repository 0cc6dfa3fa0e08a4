import { Hono } from 'hono';
import { basicAuth } from 'hono/basic-auth';
import { secureHeaders } from 'hono/secure-headers';
import { type ActionContext, actionRoutes } from './actions/index.ts';
import { createBoard } from './board.ts';
import { withoutForeignLinks } from './without-foreign-links.ts';

/** Where Bull Board lives; `/` leads there. */
const boardPath = '/queues';

export interface DashboardOptions extends ActionContext {
  /** Whose name and password every path and method asks for; absent where everybody may look. */
  readonly login: { readonly username: string; readonly password: string } | undefined;
  /** The API's documentation, for the menu. */
  readonly documentationUrl: string;
  /** Told of every answer, with a route from a closed set and the time it took. */
  observe(request: { route: string; method: string; status: number; seconds: number }): void;
}

/** The dashboard as a function from request to answer; tests drive it without a socket. */
export const createApp = (options: DashboardOptions): Hono => {
  const app = new Hono();
  app.use(async (c, next) => {
    const startedAt = performance.now();
    await next();
    options.observe({
      route: c.req.path.startsWith(`${boardPath}/api/`) ? `${boardPath}/api` : boardPath,
      method: knownMethods.has(c.req.method) ? c.req.method : 'other',
      status: c.res.status,
      seconds: (performance.now() - startedAt) / 1000,
    });
  });
  app.use(secureHeaders({ contentSecurityPolicy: onlyThisHost, xFrameOptions: 'DENY' }));
  // Before every route, so that whoever has no login learns not even which paths there are.
  if (options.login) app.use(basicAuth({ ...options.login, realm: 'Postroom' }));
  app.get('/', (c) => c.redirect(boardPath));
  app.route(`${boardPath}/api`, actionRoutes(options));
  app.use(boardPath, withoutForeignLinks);
  app.use(`${boardPath}/*`, withoutForeignLinks);
  app.route(boardPath, createBoard({ ...options, basePath: boardPath }));
  return app;
};

/** The page asks nobody else for anything, whatever a later version of Bull Board may link. */
const onlyThisHost = {
  defaultSrc: ["'self'"],
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", 'data:'],
  objectSrc: ["'none'"],
  baseUri: ["'self'"],
  formAction: ["'none'"],
  frameAncestors: ["'none'"],
};

/** Methods are words of the caller; labels must come from a closed set. */
const knownMethods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
