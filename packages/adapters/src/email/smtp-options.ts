import { type SmtpEndpoint, smtpEndpointOf } from './smtp-url.ts';

/** A key pair for DKIM (RFC 6376). */
export interface DkimKey {
  readonly domain: string;
  readonly selector: string;
  /** PEM. */
  readonly privateKey: string;
}

/** PEM texts for client connections. */
export interface TlsFiles {
  /** Authorities to trust instead of those Node brings along. */
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

interface SmtpSettings {
  readonly tls?: TlsFiles | undefined;
  readonly dkim?: DkimKey | undefined;
  /** Milliseconds for DNS, TCP, TLS and greeting together. Default 10,000; longer ties up workers when the server is away. */
  readonly connectTimeoutMs?: number | undefined;
  /**
   * Milliseconds of silence, also while waiting for the reply to the final dot. Default 120,000,
   * since the driver's clock goes before what there is to read: a process that stood still for that
   * long takes a reply that lies there for silence. Hand-offs end sooner, by their signal. Longer
   * keeps idle connections that a network has forgotten: RFC 5321 section 4.5.3.2.6 has ten minutes.
   */
  readonly silenceTimeoutMs?: number | undefined;
  /** The date of mails; default the system's clock. */
  readonly now?: (() => Date) | undefined;
}

/** An endpoint, as a URL or in parts. */
export type SmtpOptions = SmtpSettings & ({ readonly url: string } | SmtpEndpoint);

/** What the driver signs unless told otherwise, and the header that RFC 8058 section 4 wants covered. */
const signedHeaders = [
  ...['From', 'Sender', 'Reply-To', 'Subject', 'Date', 'Message-ID', 'To', 'MIME-Version'],
  ...['Content-Type', 'Content-Transfer-Encoding', 'List-Unsubscribe', 'List-Unsubscribe-Post'],
].join(':');

const endpointOf = (options: SmtpOptions): SmtpEndpoint =>
  'url' in options ? smtpEndpointOf(options.url) : options;

/** How many connections a process opens to the server at a time, which is how many mails it hands over. */
export const smtpConnectionsOf = (options: SmtpOptions): number =>
  endpointOf(options).maxConnections ?? 20;

/** The driver's options. Certificates are always verified, and files and URLs in mail never read. */
export const transportOptions = (options: SmtpOptions) => {
  const endpoint = endpointOf(options);
  const secure = endpoint.secure ?? false;
  const connectTimeoutMs = options.connectTimeoutMs ?? 10_000;
  return {
    pool: true as const,
    host: endpoint.host,
    port: endpoint.port ?? (secure ? 465 : 587),
    secure,
    requireTLS: endpoint.requireTls ?? false,
    ignoreTLS: endpoint.ignoreTls ?? false,
    ...(endpoint.name === undefined ? {} : { name: endpoint.name }),
    ...(endpoint.username === undefined
      ? {}
      : { auth: { user: endpoint.username, pass: endpoint.password ?? '' } }),
    tls: {
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2' as const,
      ...(options.tls?.ca === undefined ? {} : { ca: options.tls.ca }),
      ...(options.tls?.cert === undefined ? {} : { cert: options.tls.cert }),
      ...(options.tls?.key === undefined ? {} : { key: options.tls.key }),
    },
    ...(options.dkim === undefined
      ? {}
      : {
          dkim: {
            domainName: options.dkim.domain,
            keySelector: options.dkim.selector,
            privateKey: options.dkim.privateKey,
            headerFieldNames: signedHeaders,
          },
        }),
    maxConnections: smtpConnectionsOf(options),
    // The driver would send again by itself and call it one send.
    maxRequeues: 0,
    connectionTimeout: connectTimeoutMs,
    greetingTimeout: connectTimeoutMs,
    dnsTimeout: connectTimeoutMs,
    socketTimeout: options.silenceTimeoutMs ?? 120_000,
    disableFileAccess: true,
    disableUrlAccess: true,
    xMailer: false,
  };
};
