import { urlHost } from './loopback.ts';
import type { Values } from './variables.ts';

/** A way for mail to go out. `capture` accepts everything and sends nothing: tests and benchmarks. */
export type ProviderName = 'resend' | 'smtp' | 'capture';

/** Providers whose server or key is given, the one that never repeats itself first. */
export const configuredProviders = (values: Values): readonly ProviderName[] => [
  ...(values.RESEND_API_KEY ? (['resend'] as const) : []),
  ...(smtpUrlOf(values) ? (['smtp'] as const) : []),
];

/** Providers in use, in order: those named, as far as they are configured, else all configured. */
export const effectiveProviders = (values: Values): readonly ProviderName[] => {
  const configured = configuredProviders(values);
  return (
    values.EMAIL_PROVIDERS?.filter((name) => name === 'capture' || configured.includes(name)) ??
    configured
  );
};

/** One form for both spellings: `SMTP_URL` as given, or one made of the `SMTP_HOST` group. */
export const smtpUrlOf = (values: Values): string | undefined => {
  if (values.SMTP_URL || !values.SMTP_HOST) return values.SMTP_URL;
  const port = values.SMTP_PORT ?? 587;
  const login = values.SMTP_USERNAME
    ? `${encodeURIComponent(values.SMTP_USERNAME)}:${encodeURIComponent(values.SMTP_PASSWORD ?? '')}@`
    : '';
  return `${port === 465 ? 'smtps' : 'smtp'}://${login}${urlHost(values.SMTP_HOST)}:${port}`;
};
