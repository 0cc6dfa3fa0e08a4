import { generateKeyPairSync } from 'node:crypto';
import dns from 'node:dns';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, startInbox, startRedis } from '@postroom/local';
import { makeCertificates } from '@postroom/local/testing';
import { expect, onTestFinished, test } from 'vitest';
import { doctor, fails, installation, temporaryFolder } from './testing/doctor-world.ts';
import { startNameServer } from './testing/name-server.ts';

test('a sender whose domain has no records', async () => {
  const { url } = await installation();
  const names = await startNameServer();
  const before = dns.getServers();
  const inbox = await startInbox();
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const folder = await temporaryFolder();
  const keyFile = join(folder, 'dkim.key');
  writeFileSync(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  dns.setServers([names.address]);
  onTestFinished(async () => {
    dns.setServers(before);
    names.stop();
    await inbox.stop();
  });
  const env = {
    DATABASE_URL: url,
    SMTP_URL: inbox.smtpUrl,
    EMAIL_FROM: 'hello@mail.shop.com',
    DKIM_DOMAIN: 'mail.shop.com',
    DKIM_SELECTOR: 's1',
    DKIM_KEY_FILE: keyFile,
  };

  const ill = await doctor(env);
  const key = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  const [, domain = ''] = /(\S+) has no SPF record: add a TXT record "v=spf1/.exec(ill.out) ?? [];
  const [, dkim = ''] = /(\S+) has no DKIM key: publish the public one/.exec(ill.out) ?? [];
  const [, dmarc = '', policy = ''] = /at (_dmarc\.\S+), .*"(.*?)"/.exec(ill.out) ?? [];
  names.zone.set(domain, ['v=spf1 include:_spf.provider.net ~all']);
  names.zone.set(dkim, [`v=DKIM1; k=rsa; p=${key}`]);
  names.zone.set(dmarc, [policy]);
  const well = await doctor(env);

  expect([ill.code, fails(ill.out)]).toEqual([
    1,
    [expect.stringContaining('s1._domainkey.mail.shop.com')],
  ]);
  expect(well.out).toMatch(/^ok {4}sender +SPF: /m);
  expect(well.out).toMatch(/^ok {4}sender +DKIM: s1\._domainkey/m);
  expect(well.out).toMatch(/^ok {4}sender +DMARC: v=DMARC1; p=none$/m);
  expect([well.code, well.out.split('\n').at(-1)]).toEqual([0, 'nothing is wrong']);
});

test('a server over TLS whose authority is not trusted, and a key of another certificate', async () => {
  const { url } = await installation();
  const folder = await temporaryFolder();
  const { caFile, certOf, keyOf } = await makeCertificates(join(folder, 'ssl'));
  const tls = {
    port: await freePort(0),
    caFile,
    certFile: certOf('redis'),
    keyFile: keyOf('redis'),
  };
  const redis = await startRedis({ dir: join(folder, 'redis'), tls });
  onTestFinished(() => redis.stop());
  const overTls = redis.url.replace('redis:', 'rediss:').replace(/:\d+$/, `:${tls.port}`);
  // The database of the tests speaks no TLS.
  const env = { DATABASE_URL: `${url}?sslmode=disable`, REDIS_URL: overTls };
  const trusting = { ...env, TLS_CA_FILE: caFile, TLS_CERT_FILE: certOf('client') };

  const untrusted = await doctor(env);
  const mixed = await doctor({ ...trusting, TLS_KEY_FILE: keyOf('primary') });
  const well = await doctor({ ...trusting, TLS_KEY_FILE: keyOf('client') });

  expect(untrusted.out).toMatch(/^fail {2}redis +.*TLS_CA_FILE must hold the authority/m);
  expect(mixed.err).toMatch(/TLS_KEY_FILE.* is not the key of TLS_CERT_FILE; name the two/);
  expect([untrusted.code, mixed.code]).toEqual([1, 2]);
  expect([well.code, fails(well.out)]).toEqual([0, []]);
  expect(well.out).toMatch(/^ok {4}certificates +TLS_CERT_FILE is valid/m);
});
