export { type CaptureOptions, type CaptureProvider, createCaptureProvider } from './capture.ts';
export { type Composition, composeMessage } from './compose.ts';
export { inspectResend, inspectSmtp, type ResendFacts } from './inspect.ts';
export type { Sender } from './mailbox.ts';
export { createProviders, type ProvidersOptions } from './providers.ts';
export { createResendProvider, type ResendOptions } from './resend.ts';
export { createSmtpProvider } from './smtp.ts';
export {
  type DkimKey,
  type SmtpOptions,
  smtpConnectionsOf,
  type TlsFiles,
} from './smtp-options.ts';
