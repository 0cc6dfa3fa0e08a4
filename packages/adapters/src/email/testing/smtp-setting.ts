import { afterEach } from 'vitest';
import { createSmtpProvider } from '../smtp.ts';
import type { SmtpOptions } from '../smtp-options.ts';
import { type MailSink, startMailSink } from './mail-sink.ts';

/** Ways to start mail servers and providers, which are closed after each test, last first. */
export const smtpSetting = () => {
  const opened: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of opened.splice(0).reverse()) await close();
  });

  const sinkWith = async (options: Parameters<typeof startMailSink>[0] = {}): Promise<MailSink> => {
    const sink = await startMailSink(options);
    opened.push(sink.stop);
    return sink;
  };

  const provide = (options: SmtpOptions) => {
    const provider = createSmtpProvider({ connectTimeoutMs: 2_000, ...options });
    opened.push(provider.close);
    return provider;
  };

  return { sinkWith, provide };
};
