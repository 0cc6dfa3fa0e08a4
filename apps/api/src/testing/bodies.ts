/** Bodies in which a test only says what it is about. */
export const welcome = (given: Readonly<Record<string, unknown>> = {}) => ({
  notification_type: 'welcome',
  recipient_email: 'ada@example.com',
  template_vars: { username: 'Ada' },
  ...given,
});

export const verification = (given: Readonly<Record<string, unknown>> = {}) => ({
  notification_type: 'email_verification',
  recipient_email: 'ada@example.com',
  template_vars: { username: 'Ada', verification_link: 'https://app.example.com/verify/s3cret' },
  ...given,
});
