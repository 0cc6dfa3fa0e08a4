import { line, oneOf, url, word } from './kind.ts';
import { variable } from './variable.ts';

const group = 'Access';

export const accessVariables = {
  AUTH: variable({
    group,
    kind: oneOf(['keys', 'off']),
    unset: 'keys; npm start on loopback uses off',
    meaning: 'Whether callers must show an API key or a token.',
    consequence: 'off makes every caller an administrator; only accepted while HOST is loopback.',
  }),
  BOOTSTRAP_API_KEY: variable({
    group,
    kind: word(/^[\x21-\x7e]{8,256}$/, 'a key of 8 to 256 visible characters', 'pr_live_...'),
    meaning: 'Creates the first administrator key at start, if it does not exist.',
    consequence: 'Whoever knows it may do everything: at least 32 random characters.',
    secret: true,
  }),
  DASHBOARD_USERNAME: variable({
    group,
    kind: word(/^[^:\s]{1,128}$/, 'a name without blanks and colons', 'operator'),
    unset: 'required unless AUTH=off on loopback',
    meaning: 'Who may see the dashboard.',
    consequence: 'Needs DASHBOARD_PASSWORD.',
  }),
  DASHBOARD_PASSWORD: variable({
    group,
    kind: line('a long password'),
    unset: 'required unless AUTH=off on loopback',
    meaning: 'And with which password.',
    consequence: 'The dashboard can send again and pause lanes.',
    secret: true,
  }),
  JWKS_URL: variable({
    group,
    kind: url(['https', 'http'], 'https://id.example.com/.well-known/jwks.json'),
    unset: "end users' tokens are refused",
    meaning: "The public keys of end users' tokens (RS256, ES256); sub is the user id.",
    consequence: 'Users reach their own preferences and history, nothing else.',
  }),
  JWT_ISSUER: variable({
    group,
    kind: line('https://id.example.com'),
    unset: 'any issuer that signs with those keys',
    meaning: 'The iss that tokens must have; needs JWKS_URL.',
    consequence: 'Without it tokens made for something else may be accepted.',
  }),
  JWT_AUDIENCE: variable({
    group,
    kind: line('postroom'),
    unset: 'any audience',
    meaning: 'The aud that tokens must have; needs JWKS_URL.',
    consequence: 'Without it tokens made for something else may be accepted.',
  }),
} as const;
