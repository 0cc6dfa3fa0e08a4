import { baseUrl, decimalNumber, line, listOf, oneOf, port, url, word } from './kind.ts';
import { sender } from './sender.ts';
import { variable } from './variable.ts';

const group = 'Mail';
const domain = word(/^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/, 'a domain', 'example.com');

export const mailVariables = {
  EMAIL_PROVIDERS: variable({
    group,
    kind: listOf(oneOf(['resend', 'smtp', 'capture']), 'resend, smtp and capture'),
    unset: 'those that are configured, Resend first',
    meaning: 'The providers in order of preference. capture accepts everything and sends nothing.',
    consequence: 'The next one is used only when the one before has surely not accepted.',
  }),
  SMTP_URL: variable({
    group,
    kind: url(['smtp', 'smtps'], 'smtp://user:password@smtp.example.com:587?requireTLS=true'),
    unset: 'the SMTP_HOST group, else npm start delivers to an inbox of its own',
    meaning:
      'The SMTP server. smtp:// takes STARTTLS when offered, ?requireTLS=true insists; ?maxConnections=20 is how many mails a worker hands over at a time.',
    consequence:
      'Excludes SMTP_HOST, SMTP_PORT, SMTP_USERNAME and SMTP_PASSWORD. More connections are faster and may be more than the server allows.',
    secret: true,
  }),
  SMTP_HOST: variable({
    group,
    kind: word(/^[A-Za-z0-9.:_-]{1,255}$/, 'a host name or an IP address', 'smtp.example.com'),
    meaning: 'The SMTP server, when it is not given as SMTP_URL.',
    consequence: 'STARTTLS is taken when offered.',
  }),
  SMTP_PORT: variable({
    group,
    kind: { ...port, example: '587' },
    unset: '587',
    unit: 'TCP port',
    meaning: 'Its port.',
    consequence: '465 means TLS from the first byte.',
  }),
  SMTP_USERNAME: variable({
    group,
    kind: line('postroom'),
    meaning: 'Its user; needs SMTP_PASSWORD.',
    consequence: 'Without it there is no login.',
  }),
  SMTP_PASSWORD: variable({
    group,
    kind: line('the password'),
    meaning: "Its user's password.",
    consequence: 'Needs SMTP_USERNAME.',
    secret: true,
  }),
  SMTP_RATE_LIMIT: variable({
    group,
    kind: { ...decimalNumber(0.01, 100_000), example: '10' },
    unset: 'no limit',
    unit: 'mails a second, all workers together',
    meaning: 'How fast the SMTP server may be used. Mail beyond it waits; nothing fails.',
    consequence: 'More is refused by a server that counts; bulk uses four fifths of it at most.',
  }),
  RESEND_API_KEY: variable({
    group,
    kind: word(/^\S{8,256}$/, 'an API key of Resend', 're_the_key_from_resend'),
    meaning: 'The key of Resend, which makes it a provider.',
    consequence:
      'Resend never sends a notification twice within 24 hours; SMTP cannot promise that.',
    secret: true,
  }),
  RESEND_BASE_URL: variable({
    group,
    kind: baseUrl('https://api.resend.com'),
    unset: "Resend's own",
    meaning: 'Where the API of Resend is.',
    consequence: 'For tests and proxies.',
  }),
  RESEND_RATE_LIMIT: variable({
    group,
    kind: { ...decimalNumber(0.01, 100_000), example: '2' },
    unset: 'no limit',
    unit: 'requests a second, all workers together',
    meaning: "How fast Resend's API may be used. Mail beyond it waits; nothing fails.",
    consequence: 'More is answered with 429; bulk uses four fifths of it at most.',
  }),
  RESEND_WEBHOOK_SECRET: variable({
    group,
    kind: word(/^\S{8,256}$/, 'the signing secret of a webhook', 'whsec_the_secret_from_resend'),
    unset: 'none',
    meaning: 'What Resend signs its webhooks with.',
    consequence: 'Checked, and not in force yet: bounces and complaints are not known.',
    secret: true,
  }),
  EMAIL_FROM: variable({
    group,
    kind: sender,
    unset: 'required with a real provider; npm start alone uses postroom@localhost',
    meaning: 'The sender of every mail.',
    consequence: 'Its domain is part of every Message-ID.',
  }),
  SERVICE_NAME: variable({
    group,
    kind: line('Example'),
    unset: 'required with a real provider; npm start alone uses Postroom',
    meaning: 'The name of your product in mails.',
    consequence: 'Stands in subjects and templates.',
  }),
  APP_URL: variable({
    group,
    kind: baseUrl('https://app.example.com'),
    unset:
      'required with a real provider and for the bridge; npm start alone uses http://localhost:3000',
    meaning: 'The base of links made from tokens: APP_URL/verify/..., APP_URL/reset/...',
    consequence: 'A wrong one makes every verification and reset link lead nowhere.',
  }),
  LINK_SECRET: variable({
    group,
    kind: word(
      /^\S{16,512}$/,
      'a random text of at least 16 characters',
      'what_openssl_rand_-hex_32_prints',
    ),
    unset: 'none',
    meaning: 'Signs links that lead back to Postroom.',
    consequence: 'Checked, and not in force yet: mails carry no links to unsubscribe.',
    secret: true,
  }),
  DKIM_DOMAIN: variable({
    group,
    kind: domain,
    unset: 'SMTP mail is not signed by Postroom',
    meaning: 'The domain that signs SMTP mail; needs DKIM_SELECTOR and DKIM_KEY_FILE.',
    consequence: 'Signing costs CPU for each mail.',
  }),
  DKIM_SELECTOR: variable({
    group,
    kind: word(/^[A-Za-z0-9._-]{1,128}$/, 'a selector', 'mail'),
    meaning: 'Which of the keys in the DNS of DKIM_DOMAIN.',
    consequence: 'Must match the DNS record.',
  }),
  DKIM_KEY_FILE: variable({
    group,
    kind: line('config/secrets/dkim.pem'),
    meaning: 'The private key (PEM) to sign with.',
    consequence: 'Read once at start.',
  }),
} as const;
