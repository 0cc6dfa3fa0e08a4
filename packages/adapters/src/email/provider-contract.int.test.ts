import { emailProviderContract } from '@postroom/application/testing';
import { describe } from 'vitest';
import { createCaptureProvider } from './capture.ts';
import { createResendProvider } from './resend.ts';
import { createSmtpProvider } from './smtp.ts';
import { startMailSink } from './testing/mail-sink.ts';
import { startResendApi } from './testing/resend-api.ts';

describe('SMTP', () => {
  emailProviderContract(async () => {
    const sink = await startMailSink();
    return {
      provider: createSmtpProvider({
        url: `smtp://127.0.0.1:${sink.port}`,
        connectTimeoutMs: 2_000,
      }),
      arrived: () => sink.mails.map(({ subject }) => subject ?? ''),
      honoursKeys: false,
      goAway: sink.stop,
      stop: sink.stop,
    };
  });
});

describe('Resend', () => {
  emailProviderContract(async () => {
    const api = await startResendApi();
    let isThere = true;
    const stop = async (): Promise<void> => {
      if (isThere) await api.stop();
      isThere = false;
    };
    return {
      provider: createResendProvider({ apiKey: 're_test', baseUrl: api.baseUrl }),
      arrived: () => api.accepted.map(({ subject }) => subject),
      honoursKeys: true,
      goAway: stop,
      stop,
    };
  });
});

describe('capture', () => {
  emailProviderContract(async () => {
    const subjects: string[] = [];
    return {
      provider: createCaptureProvider({ onMessage: ({ subject }) => subjects.push(subject) }),
      arrived: () => subjects,
      honoursKeys: false,
      stop: async () => {},
    };
  });
});
