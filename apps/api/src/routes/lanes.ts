import { z } from '@hono/zod-openapi';
import { DomainError, queueNames } from '@postroom/domain';
import { spokenName } from '../auth/principal.ts';
import type { ApiContext } from '../context.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { json, problems } from '../openapi/responses.ts';

const lane = z.enum(['critical', 'standard', 'bulk']);

/**
 * Writes the wish to Postgres; a relay brings the queue store in line within seconds, and again
 * whenever the queue store has lost it.
 */
const switchLane = (
  context: ApiContext,
  {
    verb,
    status,
    summary,
  }: {
    readonly verb: 'pause' | 'resume';
    readonly status: 'paused' | 'running';
    readonly summary: string;
  },
): Endpoint => ({
  access: 'admin',
  route: {
    method: 'post',
    path: `/lanes/{queue}/${verb}`,
    tags: ['Operations'],
    summary,
    description: 'Takes effect within seconds and lasts, whatever the queue store forgets.',
    request: { params: z.object({ queue: lane }) },
    responses: {
      200: json(
        'It is kept.',
        z.object({ queue: lane, status: z.enum(['paused', 'running']) }).openapi('Lane'),
      ),
      ...problems('unauthenticated', 'forbidden', 'not_found', 'unavailable'),
    },
  },
  handle: async (c) => {
    const queue = queueNames.find((name) => name === c.req.param('queue'));
    if (!queue) {
      throw new DomainError(
        'not_found',
        `there is no such lane; known are ${queueNames.join(', ')}`,
      );
    }
    await context.lanes.set(queue, status === 'paused', spokenName(c.var.principal));
    return c.json({ queue, status });
  },
});

export const pauseLane = (context: ApiContext): Endpoint =>
  switchLane(context, {
    verb: 'pause',
    status: 'paused',
    summary: 'Let nothing of a lane be sent',
  });

export const resumeLane = (context: ApiContext): Endpoint =>
  switchLane(context, {
    verb: 'resume',
    status: 'running',
    summary: 'Let a paused lane go on',
  });
