import nodemailer from 'nodemailer';
import { type SmtpOptions, transportOptions } from './smtp-options.ts';

/** Milliseconds for one look at a provider. */
const lookMs = 5_000;

/**
 * Greets a mail server, with TLS and the login that mail would use, and sends nothing.
 * @throws Error with the server's own words when it refuses, is away, or shows a wrong certificate.
 */
export const inspectSmtp = async (options: SmtpOptions): Promise<void> => {
  const plan = transportOptions({ ...options, connectTimeoutMs: lookMs, silenceTimeoutMs: lookMs });
  const transport = nodemailer.createTransport({ ...plan, pool: false });
  try {
    await transport.verify();
  } finally {
    transport.close();
  }
};

/** What Resend says of a key. */
export type ResendFacts =
  /** It sends, and may not look at domains. */
  | { readonly key: 'sending' }
  | { readonly key: 'full'; readonly verifiedDomains: readonly string[] }
  | { readonly key: 'refused'; readonly reason: string };

/** Asks Resend for the domains that a key sees; sends nothing. @throws Error when Resend does not answer. */
export const inspectResend = async ({
  apiKey,
  baseUrl = 'https://api.resend.com',
}: {
  readonly apiKey: string;
  readonly baseUrl?: string | undefined;
}): Promise<ResendFacts> => {
  const answer = await fetch(`${baseUrl.replace(/\/+$/, '')}/domains`, {
    headers: { authorization: `Bearer ${apiKey}`, 'user-agent': 'postroom' },
    signal: AbortSignal.timeout(lookMs),
  });
  const body: unknown = await answer.json().catch(() => ({}));
  // Whatever came, missing fields are read as such below.
  const { name, data } = (body ?? {}) as {
    readonly name?: string;
    readonly data?: readonly { readonly name?: string; readonly status?: string }[];
  };
  if (answer.ok) {
    const verified = (Array.isArray(data) ? data : []).filter(
      ({ status }) => status === 'verified',
    );
    return { key: 'full', verifiedDomains: verified.flatMap(({ name: domain }) => domain ?? []) };
  }
  // A key that may only send is refused by this name and by no other.
  if (name === 'restricted_api_key') return { key: 'sending' };
  if (answer.status >= 500 || answer.status === 429) {
    throw new Error(`Resend answers ${answer.status}`);
  }
  return { key: 'refused', reason: name ?? String(answer.status) };
};
