import { describe, expect, test } from 'vitest';
import { createCatalogue } from './catalogue.ts';
import type { TemplatedType } from './template.ts';
import { builtInTypes } from './types/index.ts';
import { passwordReset } from './types/password-reset.tsx';
import { welcome } from './types/welcome.tsx';

describe('the catalogue', () => {
  const catalogue = createCatalogue(builtInTypes);

  test('finds a type by name, by event and by template', () => {
    expect(catalogue.find('welcome')).toBe(welcome);
    expect(catalogue.causedBy('user.password_reset_requested')?.declaration).toBe(passwordReset);
    expect(catalogue.templateVariables('welcome')).toBe(welcome.variables);
    expect(catalogue.templateNames).toEqual(builtInTypes.map(({ type }) => type));
  });

  test('finds nothing that only every object has', () => {
    expect(catalogue.find('constructor')).toBeUndefined();
    expect(catalogue.causedBy('toString')).toBeUndefined();
    expect(catalogue.templateVariables('__proto__')).toBeUndefined();
  });
});

describe('a catalogue cannot be made', () => {
  const making =
    (...types: readonly TemplatedType[]) =>
    () =>
      createCatalogue(types);

  test('of a type, a template or an event that is declared twice', () => {
    expect(making(welcome, welcome)).toThrow('the type welcome is declared twice');
    expect(making(welcome, { ...welcome, type: 'hello' })).toThrow(
      'the template welcome is declared twice',
    );
    expect(making(welcome, welcome)).toThrow('the event UserWelcomeRequested is declared twice');
  });

  test('when a subject names what is no variable', () => {
    expect(making({ ...welcome, subject: 'Hello {user_name}' })).toThrow(
      'welcome: the subject names {user_name}, which is not a variable',
    );
  });

  test('when a sample is not valid', () => {
    const samples = [{ username: '' }, { usrname: 'Ada' }] as const;

    expect(making({ ...welcome, samples })).toThrow('welcome: sample 1: `username` must have');
    expect(making({ ...welcome, samples })).toThrow('did you mean username?');
  });

  test('when an event’s sample is not valid, or does not become valid variables', () => {
    const [event] = welcome.causedBy;
    if (event === undefined) throw new Error('welcome has an event');
    const wrongSample = { ...event, sample: { userid: 'u1' } };
    const wrongRequest = {
      ...event,
      toRequest: () => ({ userId: 'u1', recipientEmail: 'a@b.c', variables: { nick: 'x' } }),
    };

    expect(making({ ...welcome, causedBy: [wrongSample] })).toThrow(
      'the sample of user.welcome_requested: `email` is required',
    );
    expect(making({ ...welcome, causedBy: [wrongRequest] })).toThrow('`nick` is not known');
  });

  test('when a name or a time to live makes no sense', () => {
    expect(making({ ...welcome, type: 'Welcome!' })).toThrow('"Welcome!" is not a name');
    expect(making({ ...welcome, ttlSeconds: 0 })).toThrow('ttlSeconds');
  });

  test('and all faults are named at once', () => {
    const broken = { ...welcome, subject: '{x}', ttlSeconds: 0 };

    expect(making(broken, passwordReset, passwordReset)).toThrow(/ttlSeconds.*\{x\}.*twice/s);
  });
});
