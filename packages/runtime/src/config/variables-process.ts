import { baseUrl, decimalNumber, line, listOf, oneOf, port, word } from './kind.ts';
import { variable } from './variable.ts';

const group = 'Process';

export const processVariables = {
  NODE_ENV: variable({
    group,
    kind: oneOf(['production', 'staging', 'development', 'test']),
    default: 'production',
    meaning: 'What kind of installation this is.',
    consequence: 'Anything but production makes rendering with React several times slower.',
  }),
  LOG_LEVEL: variable({
    group,
    kind: oneOf(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']),
    default: 'info',
    meaning: 'The least severe log lines that are written, as JSON on standard output.',
    consequence: 'debug writes several lines for each notification and costs throughput.',
  }),
  LOG_DIR: variable({
    group,
    kind: line('logs'),
    unset: 'logs go to standard output only',
    meaning: 'A folder for app.log, access.log and error.log as well, created when missing.',
    consequence: 'Each file is rotated at 10 MiB and five old ones are kept.',
  }),
  HOST: variable({
    group,
    kind: word(/^[A-Za-z0-9.:_-]{1,255}$/, 'a host name or an IP address', '127.0.0.1'),
    default: '127.0.0.1',
    meaning: 'The address every HTTP server of a role listens on (0.0.0.0 in the image).',
    consequence:
      'Anything but loopback makes it reachable from other machines and forbids AUTH=off.',
  }),
  PORT: variable({
    group,
    kind: port,
    default: '8001',
    unit: 'TCP port, 0 means a free one',
    meaning: 'The API.',
    consequence: 'Set explicitly, a taken port stops the start instead of being replaced.',
  }),
  DASHBOARD_PORT: variable({
    group,
    kind: port,
    default: '8002',
    unit: 'TCP port, 0 means a free one',
    meaning: 'The dashboard.',
    consequence: 'Set explicitly, a taken port stops the start instead of being replaced.',
  }),
  OPS_PORT: variable({
    group,
    kind: { ...port, example: '8013' },
    unset: 'bridge 8011, relay 8012, worker 8013, dashboard 8014, or a free one if that is taken',
    unit: 'TCP port, 0 means a free one',
    meaning: "A role's /livez, /readyz and /metrics. The API serves them on PORT instead.",
    consequence: 'Several workers on one machine need different ones, or 0.',
  }),
  PUBLIC_URL: variable({
    group,
    kind: baseUrl('https://notify.example.com'),
    unset: 'the address the API listens on',
    meaning: 'The address at which others reach the API.',
    consequence: 'The dashboard links to the guide there.',
  }),
  POSTROOM_HOME: variable({
    group,
    kind: line('.postroom'),
    default: '.postroom',
    meaning: 'The folder where npm start keeps the servers it runs itself.',
    consequence: 'Each folder is an installation of its own, with its own data.',
  }),
  OTEL_EXPORTER_OTLP_ENDPOINT: variable({
    group,
    kind: baseUrl('http://localhost:4318'),
    unset: 'no traces are exported',
    meaning: 'Where traces go, OTLP over HTTP as JSON, at /v1/traces under it.',
    consequence:
      'Each notification makes about ten spans; OTEL_EXPORTER_OTLP_HEADERS is sent along.',
  }),
  OTEL_TRACES_SAMPLER_ARG: variable({
    group,
    kind: decimalNumber(0, 1),
    default: '1',
    unit: 'share of the traces that begin here, 0 to 1',
    meaning: 'How many traces are exported; of those begun elsewhere the caller has decided.',
    consequence: 'All of them cost CPU under load, and spans beyond 4,096 waiting are dropped.',
  }),
  POSTROOM_FAIL_POINTS: variable({
    group,
    kind: listOf(
      word(/^[a-z_.]{1,64}(@([1-9]\d{0,8}|id:[0-9a-f-]{36}))?$/, 'a point', 'worker.send.after@3'),
      'points, each with @ and the visit at which to die, or @id: and the notification over which',
    ),
    unset: 'none',
    meaning: 'Where this process kills itself. For the fault campaign, npm run chaos.',
    consequence: 'A role that has any dies in the middle of its work.',
  }),
} as const;
