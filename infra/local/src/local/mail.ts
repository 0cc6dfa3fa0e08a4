import { startInbox } from '../inbox/start.ts';
import { shown } from './part.ts';
import type { Started, Starting } from './starting.ts';

/** The providers that were given, or the inbox. */
export async function mail(start: Omit<Starting, 'home'>): Promise<Started> {
  const { given, portOf, onProgress } = start;
  const resend = { name: 'Resend', url: 'https://api.resend.com', note: 'given by RESEND_API_KEY' };
  if (given.smtpUrl !== undefined) {
    const smtp = { name: 'SMTP', url: shown(given.smtpUrl), note: 'given by SMTP_URL' };
    return {
      url: given.smtpUrl,
      parts: given.resendApiKey === undefined ? [smtp] : [smtp, resend],
    };
  }
  if (given.resendApiKey !== undefined) return { parts: [resend] };
  const { smtpUrl, webUrl, stop } = await startInbox({
    smtpPort: await portOf('smtp'),
    httpPort: await portOf('inbox'),
  });
  onProgress('the inbox runs');
  return {
    url: smtpUrl,
    parts: [
      { name: 'Inbox', url: webUrl, note: 'every mail ends here, none leaves this machine' },
      { name: 'Inbox SMTP', url: smtpUrl, note: 'takes every mail' },
    ],
    stop,
  };
}
