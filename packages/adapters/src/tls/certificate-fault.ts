const untrusted = /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/;
const silent = /before secure TLS connection|wrong version number|packet length too long/;

/**
 * What failed, and for a certificate that was refused what to do about it.
 * @param place the variable that names the server, and its host: `REDIS_URL (redis:6379)`.
 */
export const reasonOf = (error: unknown, place: string): string => {
  const message = error instanceof Error ? error.message || error.name : String(error);
  const code = (error as { readonly code?: unknown } | null)?.code;
  const remedy = remedyOf(typeof code === 'string' ? code : '', message);
  return remedy === undefined ? message : `${message}: ${remedy(place)}`;
};

/** Whether TLS failed because of who the server says it is. */
export const isCertificateFault = (code: string): boolean =>
  code === 'ERR_TLS_CERT_ALTNAME_INVALID' || untrusted.test(code);

const remedyOf = (code: string, message: string): ((place: string) => string) | undefined => {
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return (place) => `${place} must name a host that the server's certificate is made out to`;
  }
  if (untrusted.test(code)) {
    return (place) =>
      `the certificate of ${place} is not trusted, and TLS_CA_FILE must hold the authority that signed it`;
  }
  return silent.test(message)
    ? (place) => `${place} ended the talk about TLS: it may not speak TLS, or want a certificate`
    : undefined;
};
