import { z } from '@hono/zod-openapi';
import { alertCodes, alertsOf, type Severity } from '@postroom/application';
import type { ApiContext } from '../context.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { json, problems } from '../openapi/responses.ts';

const alertsSchema = z
  .object({
    timestamp: z.string().openapi({ format: 'date-time' }),
    critical_alerts: z.int(),
    warning_alerts: z.int(),
    info_alerts: z.int(),
    alerts: z.array(
      z.object({
        code: z.enum(alertCodes),
        severity: z.enum(['critical', 'warning', 'info']),
        since: z.string().openapi({ format: 'date-time', description: 'When it began.' }),
        message: z.string().openapi({ description: 'What is so, and what to do first.' }),
        runbook: z.string().openapi({ description: 'The section of the runbook to read on in.' }),
      }),
    ),
  })
  .openapi('Alerts');

export const brokerAlerts = (context: ApiContext): Endpoint => ({
  access: 'read',
  route: {
    method: 'get',
    path: '/broker/alerts',
    tags: ['Operations'],
    summary: 'What somebody should look at',
    description:
      'The worst first. One code may stand several times, once for each lane or provider. Every process answers the same.',
    responses: {
      200: json('Empty where all is well.', alertsSchema),
      ...problems('unauthenticated', 'forbidden', 'unavailable'),
    },
  },
  handle: async (c) => {
    const facts = await context.facts();
    const alerts = alertsOf(facts).map(({ code, severity, since, message, runbook }) => ({
      code,
      severity,
      since: since.toISOString(),
      message,
      runbook,
    }));
    const count = (severity: Severity): number =>
      alerts.filter((alert) => alert.severity === severity).length;
    const body = {
      timestamp: facts.roster.now.toISOString(),
      critical_alerts: count('critical'),
      warning_alerts: count('warning'),
      info_alerts: count('info'),
      alerts,
    };
    return c.json(body, 200, { 'Cache-Control': 'no-store' });
  },
});
