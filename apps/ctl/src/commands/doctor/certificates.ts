import { X509Certificate } from 'node:crypto';
import { type Finding, fail, type Look, ok, warn } from './finding.ts';

const dayMs = 86_400_000;
/** Days before its end at which a certificate should have been renewed. */
const renewDays = 14;

export const certificates: Look = async ({ config: { tls } }) =>
  certificateFindings(tls, new Date());

/** What is to be said of these PEM texts at this time. @throws Error when one is no PEM. */
export const certificateFindings = (
  { ca, cert }: { readonly [name in 'ca' | 'cert']?: string | undefined },
  now: Date,
): readonly Finding[] => {
  const findings = [...ages('TLS_CA_FILE', ca, now), ...ages('TLS_CERT_FILE', cert, now)];
  return findings.length > 0 ? findings : [ok('none are set')];
};

/** A file may hold several certificates, one after the other. */
const ages = (variable: string, pem: string | undefined, now: Date): Finding[] =>
  (pem?.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []).map((text) => {
    const { validFrom, validTo } = new X509Certificate(text);
    const days = Math.floor((Date.parse(validTo) - now.getTime()) / dayMs);
    if (Date.parse(validFrom) > now.getTime()) {
      return fail(
        `${variable} is not valid before ${validFrom}: look at the clock, or make it anew`,
      );
    }
    if (days < 0)
      return fail(`${variable} ended on ${validTo}: renew it and start the roles again`);
    return days < renewDays
      ? warn(`${variable} ends in ${days} days: renew it`)
      : ok(`${variable} is valid for ${days} days`);
  });
