import type { Problem } from './config-error.ts';
import { isLoopback } from './loopback.ts';
import { configuredProviders, effectiveProviders } from './providers.ts';
import type { Role } from './role.ts';
import { type Values, type VariableName, variables } from './variables.ts';

/** What the rules between variables look at. */
export interface Facts {
  readonly role: Role;
  readonly values: Values;
  readonly authMode: 'keys' | 'off';
  isGiven(name: VariableName): boolean;
}

type Rule = (facts: Facts) => readonly Problem[];

/** Everything that no variable can get wrong alone. */
export const checkRules = (facts: Facts): readonly Problem[] =>
  rules.flatMap((rule) => rule(facts));

const authOnlyOffOnLoopback: Rule = ({ authMode, values }) =>
  authMode === 'off' && values.HOST && !isLoopback(values.HOST)
    ? [
        {
          variable: 'AUTH',
          text: `off is only accepted while HOST is loopback, and HOST is ${values.HOST}; set AUTH=keys or HOST=127.0.0.1`,
        },
      ]
    : [];

const dashboardLogin: Rule = ({ role, authMode, isGiven }) => {
  const names = ['DASHBOARD_USERNAME', 'DASHBOARD_PASSWORD'] as const;
  const shows = role === 'dashboard' || role === 'all';
  const isHalf = names.some(isGiven) && !names.every(isGiven);
  if (!isHalf && (!shows || authMode === 'off')) return [];
  const reason = isHalf ? 'it goes with the other of the two' : 'the dashboard needs a login';
  return names.filter((name) => !isGiven(name)).map((name) => missing(name, reason));
};

const database: Rule = ({ role, isGiven }) => {
  if (role === 'all' || isGiven('DATABASE_URL')) return [];
  if (role === 'migrate' && isGiven('MIGRATE_DATABASE_URL')) return [];
  return [missing('DATABASE_URL', 'only npm start brings a database of its own')];
};

/** BullMQ's driver for PostgreSQL knows one host. */
const followsThePrimary: Rule = ({ role, values, isGiven }) =>
  /^[^/]*\/\/[^/?#]*,/.test(values.DATABASE_URL ?? '') &&
  !isGiven('REDIS_URL') &&
  ['relay', 'worker', 'dashboard', 'all'].includes(role)
    ? [missing('REDIS_URL', 'queues cannot live in a DATABASE_URL with several hosts')]
    : [];

const broker: Rule = ({ role, isGiven }) =>
  role === 'bridge' && !isGiven('RABBITMQ_URL')
    ? [missing('RABBITMQ_URL', 'the bridge has nothing to listen to without it')]
    : [];

const oneSmtpServer: Rule = ({ isGiven }) => {
  const parts = (['SMTP_HOST', 'SMTP_PORT', 'SMTP_USERNAME', 'SMTP_PASSWORD'] as const).filter(
    isGiven,
  );
  if (isGiven('SMTP_URL')) {
    return parts.map((variable) => ({
      variable,
      text: 'SMTP_URL is set as well, which says it all; keep one of the two',
    }));
  }
  if (parts.length > 0 && !isGiven('SMTP_HOST')) {
    return [missing('SMTP_HOST', `${parts.join(', ')} belong to it`)];
  }
  return together(isGiven, ['SMTP_USERNAME', 'SMTP_PASSWORD']);
};

const namedProviders: Rule = ({ role, values }) => {
  if (role !== 'worker' && role !== 'all') return [];
  const configured = configuredProviders(values);
  const hasInbox = role === 'all' && configured.length === 0;
  return (values.EMAIL_PROVIDERS ?? [])
    .filter((name) => name !== 'capture' && !configured.includes(name))
    .filter((name) => !(name === 'smtp' && hasInbox))
    .map((name) => ({
      variable: 'EMAIL_PROVIDERS',
      text: `names ${name}, which is not configured; set ${name === 'smtp' ? 'SMTP_URL' : 'RESEND_API_KEY'} or leave it out`,
    }));
};

const someProvider: Rule = ({ role, values }) =>
  role === 'worker' && !values.EMAIL_PROVIDERS && configuredProviders(values).length === 0
    ? [
        {
          variable: 'EMAIL_PROVIDERS',
          text: 'no provider is configured; set SMTP_URL or RESEND_API_KEY',
        },
      ]
    : [];

const sayWhoSends: Rule = ({ role, values, isGiven }) => {
  const real = effectiveProviders(values).filter((name) => name !== 'capture');
  const sends = (role === 'worker' || role === 'all') && real.length > 0;
  const problems = sends
    ? (['EMAIL_FROM', 'SERVICE_NAME'] as const)
        .filter((name) => !isGiven(name))
        .map((name) => missing(name, `mail goes out through ${real.join(' and ')}`))
    : [];
  const needsLinks = (sends || role === 'bridge') && !isGiven('APP_URL');
  return needsLinks
    ? [...problems, missing('APP_URL', 'links in mails are made from it')]
    : problems;
};

const pairs: Rule = ({ isGiven }) => [
  ...together(isGiven, ['TLS_CERT_FILE', 'TLS_KEY_FILE']),
  ...together(isGiven, ['DKIM_DOMAIN', 'DKIM_SELECTOR', 'DKIM_KEY_FILE']),
  ...(['JWT_ISSUER', 'JWT_AUDIENCE'] as const)
    .filter((name) => isGiven(name) && !isGiven('JWKS_URL'))
    .map((name) => missing('JWKS_URL', `${name} is set and needs it`)),
];

const rules: readonly Rule[] = [
  database,
  followsThePrimary,
  broker,
  authOnlyOffOnLoopback,
  dashboardLogin,
  oneSmtpServer,
  namedProviders,
  someProvider,
  sayWhoSends,
  pairs,
];

const together = (
  isGiven: Facts['isGiven'],
  names: readonly VariableName[],
): readonly Problem[] => {
  const given = names.filter(isGiven);
  if (given.length === 0) return [];
  return names
    .filter((name) => !isGiven(name))
    .map((name) => missing(name, `${given.join(' and ')} cannot do without`));
};

const missing = (variable: VariableName, reason: string): Problem => ({
  variable,
  text: `is missing: ${reason}; for example ${variable}=${variables[variable].kind.example}`,
});
