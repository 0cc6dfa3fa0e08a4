import { newApiKey, parseApiKey } from '@postroom/application';
import { type Arguments, oneOf, onlyWord } from '../arguments.ts';
import type { CtlContext } from '../context.ts';
import { UsageError } from '../usage.ts';

const scopes = ['send', 'read', 'preferences', 'admin'] as const;

export const createKey = async ({ keys, say }: CtlContext, { values }: Arguments) => {
  const { name = '', scopes: wished = '' } = values;
  if (!/^[A-Za-z0-9._-]{1,64}$/.test(name)) {
    throw new UsageError('--name is the source of what comes with the key: letters, digits, . _ -');
  }
  if (wished === '') throw new UsageError(`--scopes is missing; use some of ${scopes.join(',')}`);
  const granted = wished.split(',').map((scope) => oneOf(scope.trim(), scopes, 'scope'));
  const text = newApiKey(values.test ? 'test' : 'live');
  const key = parseApiKey(text);
  if (!key) throw new Error('a new key cannot be read');
  await keys.add({ ...key, name, scopes: [...new Set(granted)] });
  say(text);
  say(`the key ${key.id} of ${name} may ${granted.join(', ')}. It is not shown again: keep it now`);
};

export const listKeys = async ({ operator, say }: CtlContext) => {
  const keys = await operator.keys();
  if (keys.length === 0) say('there are no keys; make one with keys create');
  for (const { id, name, scopes: granted, test, createdAt, lastUsedAt, revokedAt } of keys) {
    const facts = [
      name,
      granted.join(','),
      test ? 'test' : 'live',
      `created ${createdAt.toISOString()}`,
      lastUsedAt ? `used ${lastUsedAt.toISOString()}` : 'no use recorded',
      ...(revokedAt ? [`revoked ${revokedAt.toISOString()}`] : []),
    ];
    say(`${id}  ${facts.join('  ')}`);
  }
};

export const revokeKey = async ({ operator, say }: CtlContext, args: Arguments) => {
  const id = onlyWord(args, 'key by its id (keys list shows them)');
  if (!(await operator.revokeKey(id))) throw new Error(`there is no key ${id}; see keys list`);
  say(`the key ${id} is revoked; within five seconds no API takes it`);
};
