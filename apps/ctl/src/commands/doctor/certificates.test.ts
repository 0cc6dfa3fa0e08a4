import { expect, test } from 'vitest';
import { certificateFindings } from './certificates.ts';

/** For the name `localhost`, signed by itself, from November 2026 to October 2126. */
const cert = `-----BEGIN CERTIFICATE-----
MIIBlDCCATugAwIBAgIUTrFI26Qh+c6PkAPTH23aEcxJkwQwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMjE3MzkxN1oYDzIxMjYxMDI5
MTczOTE3WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAARETCs4pBrwjnq5tUSRUbeKwFR9dDbgy7kpBhormb17dkhWTKOkmD51
Lb1Ua9Tz3FEyUVoyN7LzVENNNzqpOQVio2kwZzAdBgNVHQ4EFgQUW3rKRgwKXbCy
2LMrMpJCo2DhKcMwHwYDVR0jBBgwFoAUW3rKRgwKXbCy2LMrMpJCo2DhKcMwFAYD
VR0RBA0wC4IJbG9jYWxob3N0MA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwID
RwAwRAIgMRBCvlnSybN8mJHqOUtXcFoZx5a5Wvwa7yqVDHXyWToCIBV6jIa1KLJv
V5n/YVbc8u964h1BgJ7h67uJJEb4SXOX
-----END CERTIFICATE-----
`;

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
