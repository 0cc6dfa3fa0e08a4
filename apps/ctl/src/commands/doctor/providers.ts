import { inspectResend, inspectSmtp } from '@postroom/adapters/email';
import { fail, type Look, ok, warn } from './finding.ts';

/** The look of a provider that may not be in use here. */
const whenUsed =
  (name: 'smtp' | 'resend', look: Look): Look =>
  async (context) => {
    const { providers } = context.config.email;
    if (providers.includes(name)) return look(context);
    if (providers.length === 0 && name === 'smtp') {
      return [warn('no provider is configured here: workers need SMTP_URL or RESEND_API_KEY')];
    }
    return [ok('is not in use here')];
  };

export const smtp: Look = whenUsed('smtp', async ({ config: { email, tls } }) => {
  if (!email.smtp) return [fail('is in EMAIL_PROVIDERS, and SMTP_URL is not set')];
  await inspectSmtp({ ...email.smtp, tls });
  return [ok('greets, and takes the login')];
});

export const resend: Look = whenUsed('resend', async ({ config: { email } }) => {
  if (!email.resend) return [fail('is in EMAIL_PROVIDERS, and RESEND_API_KEY is not set')];
  const facts = await inspectResend(email.resend);
  if (facts.key === 'refused') {
    return [fail(`refuses the key (${facts.reason}): make a new one, and set RESEND_API_KEY`)];
  }
  if (facts.key === 'sending') return [ok('knows the key, which may send and nothing else')];
  const { domain } = email.from;
  const isVerified = facts.verifiedDomains.some(
    (verified) => domain === verified || domain.endsWith(`.${verified}`),
  );
  return isVerified
    ? [ok(`knows the key, and has verified ${domain}`)]
    : [fail(`has not verified ${domain}, the domain of EMAIL_FROM: add it at resend.com/domains`)];
});
