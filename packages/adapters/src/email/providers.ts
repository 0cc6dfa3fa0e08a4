import type { EmailProvider } from '@postroom/application';
import { createCaptureProvider } from './capture.ts';
import { createResendProvider, type ResendOptions } from './resend.ts';
import { createSmtpProvider } from './smtp.ts';
import type { SmtpOptions } from './smtp-options.ts';

/** Which providers there are, and in which order they are asked. */
export interface ProvidersOptions {
  /** The first is preferred; a later one is asked when an earlier surely did not accept. */
  readonly order: readonly ('smtp' | 'resend' | 'capture')[];
  readonly smtp?: SmtpOptions | undefined;
  readonly resend?: ResendOptions | undefined;
}

/**
 * The providers of a deployment, in order. Nothing is contacted yet.
 * @throws Error naming all that are in the order and not configured.
 */
export const createProviders = (options: ProvidersOptions): readonly EmailProvider[] => {
  const missing = options.order.filter((name) => name !== 'capture' && !options[name]);
  if (missing.length > 0) {
    throw new Error(
      `the providers ${missing.join(', ')} are to be used and not configured; set SMTP_URL or RESEND_API_KEY, or leave them out`,
    );
  }
  return [...new Set(options.order)].flatMap((name) => providerNamed(name, options) ?? []);
};

const providerNamed = (
  name: ProvidersOptions['order'][number],
  { smtp, resend }: ProvidersOptions,
): EmailProvider | undefined => {
  switch (name) {
    case 'smtp':
      return smtp && createSmtpProvider(smtp);
    case 'resend':
      return resend && createResendProvider(resend);
    case 'capture':
      return createCaptureProvider();
  }
};
