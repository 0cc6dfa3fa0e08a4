/** Where an SMTP server listens, and how it wants to be spoken to. */
export interface SmtpEndpoint {
  readonly host: string;
  /** Default 587, with TLS from the start 465. */
  readonly port?: number | undefined;
  /** TLS from the first byte (`smtps://`) instead of STARTTLS. */
  readonly secure?: boolean | undefined;
  /** Give up on a server that does not offer STARTTLS. */
  readonly requireTls?: boolean | undefined;
  /** Stay in the clear although STARTTLS is offered. */
  readonly ignoreTls?: boolean | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** How we introduce ourselves in EHLO; default the machine's name. */
  readonly name?: string | undefined;
  /**
   * At a time from one process; default 20, since most servers refuse more than a few dozen from one
   * address. Messages beyond wait for a free one.
   */
  readonly maxConnections?: number | undefined;
}

/**
 * Reads `smtp://user:password@host:587?requireTLS=true&maxConnections=20` and `smtps://`.
 * @throws Error for another scheme, and for a parameter it does not know: a misspelt `requireTLS`
 * that is silently dropped would send mail in the clear.
 */
export const smtpEndpointOf = (text: string): SmtpEndpoint => {
  const url = parsed(text);
  for (const key of url.searchParams.keys()) {
    if (!(key.toLowerCase() in known)) {
      throw new Error(
        `the SMTP URL has the parameter "${key}", which is not known; use requireTLS, ignoreTLS, maxConnections or name`,
      );
    }
  }
  const parameter = (wanted: string): string | undefined =>
    [...url.searchParams].find(([key]) => key.toLowerCase() === wanted.toLowerCase())?.[1];
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? undefined : Number(url.port),
    secure: url.protocol === 'smtps:',
    requireTls: isOn('requireTLS', parameter('requireTLS')),
    ignoreTls: isOn('ignoreTLS', parameter('ignoreTLS')),
    username: url.username === '' ? undefined : decodeURIComponent(url.username),
    password: url.password === '' ? undefined : decodeURIComponent(url.password),
    name: parameter('name'),
    maxConnections: connectionsOf(parameter('maxConnections')),
  };
};

const known = { requiretls: true, ignoretls: true, maxconnections: true, name: true } as const;

const parsed = (text: string): URL => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // The text is not repeated: it may hold a password.
  if (url === undefined || !/^smtps?:$/.test(url.protocol) || url.hostname === '') {
    throw new Error('the SMTP URL must look like smtp://user:password@host:587 or smtps://host');
  }
  return url;
};

const isOn = (name: string, value: string | undefined): boolean => {
  if (value === undefined || value === 'false') return false;
  if (value === 'true' || value === '') return true;
  throw new Error(`the SMTP URL's parameter ${name} must be true or false`);
};

const connectionsOf = (value: string | undefined): number | undefined => {
  if (value === undefined) return undefined;
  const connections = Number(value);
  if (/^\d+$/.test(value) && connections >= 1 && connections <= 1_000) return connections;
  throw new Error("the SMTP URL's parameter maxConnections must be a whole number from 1 to 1000");
};
