import { createPublicKey } from 'node:crypto';
import dns from 'node:dns';
import { isIP } from 'node:net';
import { type Finding, fail, type Look, ok, warn } from './finding.ts';

/** TXT records of a name, each in one piece. Rejects as `node:dns` does. */
type LookUp = (name: string) => Promise<readonly string[]>;

interface SendingDomain {
  readonly domain: string;
  /** Where the provider or we ourselves sign; absent when nobody told. */
  readonly dkim:
    | {
        readonly domain: string;
        readonly selector: string;
        readonly privateKey: string | undefined;
      }
    | undefined;
}

export const sender: Look = async ({ config: { email } }) => {
  if (!email.providers.some((name) => name === 'smtp' || name === 'resend')) {
    return [ok('no mail leaves from here')];
  }
  const { domain } = email.from;
  const own = email.providers.includes('smtp') ? email.dkim : undefined;
  const resends = { domain, selector: 'resend', privateKey: undefined };
  const dkim = own ?? (email.providers.includes('resend') ? resends : undefined);
  const resolver = new dns.promises.Resolver({ timeout: 2_000, tries: 1 });
  // A resolver of one's own knows the system's servers, not those that this process was told to ask.
  resolver.setServers(dns.getServers());
  const lookUp: LookUp = async (name) =>
    (await resolver.resolveTxt(name)).map((pieces) => pieces.join(''));
  return senderFindings({ domain, dkim }, lookUp);
};

/** What the DNS says of the domain that mail comes from: who may send for it, and what becomes of others. */
export const senderFindings = async (
  { domain, dkim }: SendingDomain,
  lookUp: LookUp,
): Promise<readonly Finding[]> => {
  if (isReserved(domain)) {
    return [
      warn(`${domain} exists nowhere else: set EMAIL_FROM to an address of a domain of yours`),
    ];
  }
  const findings: Finding[] = [];
  for (const check of [spf(domain), dkimKey(dkim), dmarc(domain)]) {
    findings.push(...(await check(lookUp).catch((error: unknown) => [unanswered(domain, error)])));
  }
  return findings;
};

type Check = (lookUp: LookUp) => Promise<readonly Finding[]>;

const spf =
  (domain: string): Check =>
  async (lookUp) => {
    const found = (await recordsOf(lookUp, domain)).filter((text) => /^v=spf1(?: |$)/i.test(text));
    if (found.length === 0) {
      return [
        warn(`${domain} has no SPF record: add a TXT record "v=spf1 include:<your provider> ~all"`),
      ];
    }
    return found.length > 1
      ? [
          fail(
            `${domain} has ${found.length} SPF records, so receivers heed none (RFC 7208): make one of them`,
          ),
        ]
      : [ok(`SPF: ${found[0]}`)];
  };

const dkimKey =
  (dkim: SendingDomain['dkim']): Check =>
  async (lookUp) => {
    if (!dkim)
      return [
        warn(
          'no DKIM key is known here (DKIM_DOMAIN, DKIM_SELECTOR, DKIM_KEY_FILE): unless the mail server signs, mail is not signed',
        ),
      ];
    const name = `${dkim.selector}._domainkey.${dkim.domain}`;
    const published = (await recordsOf(lookUp, name))
      .map((text) => /(?:^|;)\s*p=([^;]*)/.exec(text)?.[1]?.replaceAll(/\s/g, ''))
      .find((key) => key !== undefined);
    if (!published)
      return [fail(`${name} has no DKIM key: publish the public one as a TXT record there`)];
    return dkim.privateKey !== undefined && published !== publicKeyOf(dkim.privateKey)
      ? [
          fail(
            `${name} publishes another key than DKIM_KEY_FILE: every signature fails. Publish its own`,
          ),
        ]
      : [ok(`DKIM: ${name}`)];
  };

const dmarc =
  (domain: string): Check =>
  async (lookUp) => {
    // A domain without its own goes by that of the organisation (RFC 7489): its parents are asked.
    for (const name of withParents(domain)) {
      const found = (await recordsOf(lookUp, `_dmarc.${name}`)).find((text) =>
        /^v=DMARC1(?:;|$)/i.test(text),
      );
      if (found) return [ok(`DMARC: ${found}`)];
    }
    return [
      warn(
        `${domain} has no DMARC record: add a TXT record at _dmarc.${domain}, to begin with "v=DMARC1; p=none"`,
      ),
    ];
  };

/** What does not exist has no records; any other trouble is the name server's. */
const recordsOf = (lookUp: LookUp, name: string): Promise<readonly string[]> =>
  lookUp(name).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOTFOUND' || code === 'ENODATA') return [];
    throw error;
  });

const unanswered = (domain: string, error: unknown): Finding => {
  const reason = error instanceof Error ? error.message : String(error);
  return warn(
    `the DNS does not answer from here (${reason}): ask for the records of ${domain} elsewhere`,
  );
};

const withParents = (domain: string): readonly string[] => {
  const labels = domain.split('.');
  return labels.slice(0, -1).map((_, i) => labels.slice(i).join('.'));
};

/** Names that no DNS answers for (RFC 2606, RFC 6761). */
const isReserved = (domain: string): boolean =>
  isIP(domain) !== 0 ||
  /(?:^|\.)(?:localhost|test|invalid|local|example(?:\.(?:com|net|org))?)$/.test(domain);

/** As DKIM publishes it: base64 of the key in DER; of an Ed25519 key the last 32 bytes (RFC 8463). */
const publicKeyOf = (privateKey: string): string => {
  const key = createPublicKey(privateKey);
  const der = key.export({ type: 'spki', format: 'der' });
  return (key.asymmetricKeyType === 'ed25519' ? der.subarray(-32) : der).toString('base64');
};
