import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classNameOf, routingKeyOf } from './event-name.ts';

const names = [
  ['user.registered', 'UserRegistered'],
  ['user.email_verification_requested', 'UserEmailVerificationRequested'],
  ['user.password_reset_requested', 'UserPasswordResetRequested'],
  ['notification.requested', 'NotificationRequested'],
  ['notification.sent', 'NotificationSent'],
  ['notification.preferences_created', 'NotificationPreferencesCreated'],
] as const;

describe('the two spellings of an event', () => {
  it.each(names)('%s is %s, both ways', (routingKey, className) => {
    expect(classNameOf(routingKey)).toBe(className);
    expect(routingKeyOf(className)).toBe(routingKey);
  });

  it('leaves a routing key as it is', () => {
    for (const [routingKey] of names) expect(routingKeyOf(routingKey)).toBe(routingKey);
  });

  it('leaves a single word without a dot', () => {
    expect(routingKeyOf('Registered')).toBe('registered');
  });

  it('comes back from the class name for names of plain words', () => {
    const word = fc.stringMatching(/^[a-z]{2,12}$/);
    fc.assert(
      fc.property(word, fc.array(word, { minLength: 1, maxLength: 5 }), (entity, rest) => {
        const routingKey = `${entity}.${rest.join('_')}`;
        expect(routingKeyOf(classNameOf(routingKey))).toBe(routingKey);
      }),
    );
  });

  it('never throws for a name from outside', () => {
    fc.assert(fc.property(fc.string(), (name) => typeof routingKeyOf(name) === 'string'));
  });
});
