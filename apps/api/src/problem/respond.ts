import { threadOf } from '@postroom/runtime';
import type { Context } from 'hono';
import type { ApiEnv } from '../http/env.ts';
import { statusOf } from './codes.ts';
import { problemErrorOf, problemOf } from './problem.ts';

/** Answers with a problem. What was not expected is logged here, once, and told to nobody. */
export const respondWithProblem = (error: unknown, c: Context<ApiEnv>): Response => {
  const { log, correlationId } = c.var;
  const thread = threadOf(c.var);
  const refusal = problemErrorOf(error);
  if (refusal.code === 'internal_error') {
    log.error({ event: 'http.failed', err: error, ...thread }, 'a request failed unexpectedly');
  }
  if (refusal.code === 'unavailable') {
    log.warn({ event: 'http.unavailable', err: error, ...thread }, 'the database does not answer');
  }
  const request = { path: new URL(c.req.url).pathname, correlationId };
  return c.body(JSON.stringify(problemOf(refusal, request)), statusOf(refusal.code), {
    'Content-Type': 'application/problem+json',
    ...refusal.headers,
  });
};
