import { localhostCertificate } from '@postroom/local/testing';
import { expect, test } from 'vitest';
import { certificateFindings } from './certificates.ts';

const { cert } = localhostCertificate;

const at = (day: string) => new Date(`${day}T12:00:00Z`);
const look = (files: Parameters<typeof certificateFindings>[0], day = '2027-01-01') =>
  certificateFindings(files, at(day)).map(({ level, text }) => `${level} ${text}`);

test('files that are right, and no files, are found so', () => {
  expect(look({})).toEqual(['ok none are set']);
  expect(look({ ca: cert + cert, cert })).toEqual([
    expect.stringMatching(/^ok TLS_CA_FILE is valid for \d+ days$/),
    expect.stringMatching(/^ok TLS_CA_FILE/),
    expect.stringMatching(/^ok TLS_CERT_FILE/),
  ]);
});

test.each([
  ['2126-10-20', 'warn TLS_CERT_FILE ends in 9 days: renew it'],
  ['2126-11-20', 'fail TLS_CERT_FILE ended on Oct 29'],
  ['2026-01-01', 'fail TLS_CERT_FILE is not valid before Nov 22'],
])('a certificate is looked at on %s', (day, told) => {
  expect(look({ cert }, day)).toEqual([expect.stringContaining(told)]);
});

test('what is no certificate is refused', () => {
  expect(() =>
    look({ ca: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----' }),
  ).toThrow();
});
