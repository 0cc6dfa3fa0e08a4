import type { TemplatedType } from '../template.ts';
import { emailVerification } from './email-verification.tsx';
import { marketing } from './marketing.ts';
import { orderConfirmation } from './order-confirmation.ts';
import { passwordReset } from './password-reset.tsx';
import { securityAlert } from './security-alert.tsx';
import { welcome } from './welcome.tsx';

/** The types that come with Postroom. To add one, write its file and name it here. */
export const builtInTypes: readonly TemplatedType[] = [
  emailVerification,
  passwordReset,
  securityAlert,
  welcome,
  orderConfirmation,
  marketing,
];
