import { findMisspelt } from './misspelt.ts';
import type { Facts } from './rules.ts';
import type { Environment } from './values.ts';
import { variables } from './variables.ts';

/** What works but is probably not what was meant; said once, at start. Never holds a secret. */
export const warningsOf = (
  { values, authMode, isGiven }: Facts,
  environment: Environment,
): readonly string[] => [
  ...findMisspelt(Object.keys(environment), Object.keys(variables)).map(
    ({ given, meant }) => `${given} is not a variable of Postroom: is ${meant} meant?`,
  ),
  ...when(
    (values.BOOTSTRAP_API_KEY?.length ?? 32) < 32,
    'BOOTSTRAP_API_KEY is short: use at least 32 random characters',
  ),
  ...when(
    isGiven('BOOTSTRAP_API_KEY') && authMode === 'off',
    'BOOTSTRAP_API_KEY is set, but AUTH is off: nobody is asked for it',
  ),
  ...when(
    isGiven('JWKS_URL') && !(isGiven('JWT_ISSUER') && isGiven('JWT_AUDIENCE')),
    'JWKS_URL is set without JWT_ISSUER and JWT_AUDIENCE: tokens made for something else may be accepted',
  ),
  ...when(
    values.RETRY_CAP_MS < values.RETRY_BASE_MS,
    'RETRY_CAP_MS is below RETRY_BASE_MS: every pause is RETRY_CAP_MS',
  ),
];

const when = (isSo: boolean, warning: string): readonly string[] => (isSo ? [warning] : []);
