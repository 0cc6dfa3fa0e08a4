import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { senderFindings } from './sender.ts';

const pair = () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 1_024 });
  return {
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    published: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
  };
};

const { privateKey, published } = pair();
const dkim = { domain: 'mail.shop.com', selector: 's1', privateKey };

/** A DNS in which all is well, but for what a test says. */
const dns =
  (instead: Readonly<Record<string, readonly string[]>> = {}) =>
  async (name: string): Promise<readonly string[]> => {
    const records: Readonly<Record<string, readonly string[]>> = {
      'mail.shop.com': ['google-site-verification=x', 'v=spf1 include:_spf.example.net ~all'],
      's1._domainkey.mail.shop.com': [`v=DKIM1; k=rsa; p=${published}`],
      '_dmarc.shop.com': ['v=DMARC1; p=quarantine'],
      ...instead,
    };
    const found = records[name];
    if (!found) throw Object.assign(new Error(`queryTxt ENOTFOUND ${name}`), { code: 'ENOTFOUND' });
    return found;
  };

const look = async (instead = {}, signing: typeof dkim | undefined = dkim) =>
  (await senderFindings({ domain: 'mail.shop.com', dkim: signing }, dns(instead))).map(
    ({ level, text }) => `${level} ${text}`,
  );

test('a domain whose records are right is found so, with the policy of its organisation', async () => {
  expect(await look()).toEqual([
    'ok SPF: v=spf1 include:_spf.example.net ~all',
    'ok DKIM: s1._domainkey.mail.shop.com',
    'ok DMARC: v=DMARC1; p=quarantine',
  ]);
});

describe('told with what to do is', () => {
  test.each([
    ['no SPF', { 'mail.shop.com': [] }, /^warn mail\.shop\.com has no SPF record: add/],
    [
      'two SPF',
      { 'mail.shop.com': ['v=spf1 -all', 'v=spf1 ~all'] },
      /^fail .* has 2 SPF records.*make one/,
    ],
    [
      'no DKIM key',
      { 's1._domainkey.mail.shop.com': [] },
      /^fail s1\._domainkey\.mail\.shop\.com has no DKIM key: publish/,
    ],
    [
      'another DKIM key',
      { 's1._domainkey.mail.shop.com': [`p=${pair().published}`] },
      /^fail .* publishes another key than DKIM_KEY_FILE/,
    ],
    ['no DMARC', { '_dmarc.shop.com': [] }, /^warn .* has no DMARC record: add/],
  ])('%s', async (_what, instead, told) => {
    expect(await look(instead)).toEqual(expect.arrayContaining([expect.stringMatching(told)]));
  });

  test('no DKIM at all', async () => {
    const findings = await senderFindings({ domain: 'mail.shop.com', dkim: undefined }, dns());

    expect(findings[1]).toMatchObject({
      level: 'warn',
      text: expect.stringContaining('DKIM_DOMAIN'),
    });
  });

  test('a name server that is away, which says nothing of the domain', async () => {
    const findings = await senderFindings({ domain: 'mail.shop.com', dkim }, async () => {
      throw Object.assign(new Error('queryTxt ETIMEOUT'), { code: 'ETIMEOUT' });
    });

    expect(findings.map(({ level }) => level)).toEqual(['warn', 'warn', 'warn']);
    expect(findings[0]?.text).toContain('the DNS does not answer from here');
  });
});

test('a domain that nobody can have is not asked for', async () => {
  const findings = await senderFindings({ domain: 'postroom.example', dkim }, () =>
    Promise.reject(new Error('asked')),
  );

  expect(findings).toEqual([{ level: 'warn', text: expect.stringContaining('set EMAIL_FROM') }]);
});
