import { describe, expect, it } from 'vitest';
import { transportOptions } from './smtp-options.ts';
import { smtpEndpointOf } from './smtp-url.ts';

describe('an SMTP URL', () => {
  it('names host, port and login, with anything in the password', () => {
    expect(smtpEndpointOf('smtp://ada%40shop:p%3A%2F%40ss@mail.example:2525')).toMatchObject({
      host: 'mail.example',
      port: 2525,
      secure: false,
      username: 'ada@shop',
      password: 'p:/@ss',
    });
  });

  it.each([
    ['smtp://h', { secure: false, requireTLS: false, port: 587, maxConnections: 20 }],
    ['smtps://h', { secure: true, port: 465 }],
    ['smtp://h?requireTLS=true', { requireTLS: true }],
    ['smtp://h?requiretls=true', { requireTLS: true }],
    ['smtp://h?ignoreTLS=true', { ignoreTLS: true }],
    ['smtp://[::1]:25', { host: '::1', port: 25 }],
    ['smtp://h?maxConnections=50', { maxConnections: 50 }],
    ['smtp://h?name=mail.shop.example', { name: 'mail.shop.example' }],
  ])('%s', (url, expected) => {
    expect(transportOptions({ url })).toMatchObject(expected);
  });

  it.each([
    ['http://h', /must look like/],
    ['mail.example', /must look like/],
    ['smtp://', /must look like/],
    ['smtp://h?requireTSL=true', /"requireTSL".*requireTLS/],
    ['smtp://h?tls.rejectUnauthorized=false', /not known/],
    ['smtp://h?requireTLS=yes', /true or false/],
    ['smtp://h?maxConnections=0', /maxConnections must be a whole number from 1 to 1000/],
    ['smtp://h?maxConnections=1e2', /maxConnections must be/],
    ['smtp://h?maxConnections=', /maxConnections must be/],
  ])('%s is refused with a sentence', (url, sentence) => {
    expect(() => smtpEndpointOf(url)).toThrow(sentence);
  });

  it('is not repeated when it is refused, for it may hold a password', () => {
    expect(() => smtpEndpointOf('http://ada:secret@h')).toThrow(/^(?!.*secret)/);
  });
});

it('whatever is given, certificates are verified, files stay closed and nothing is sent twice', () => {
  expect(transportOptions({ host: 'h', tls: { ca: 'PEM' } })).toMatchObject({
    tls: { rejectUnauthorized: true, ca: 'PEM' },
    disableFileAccess: true,
    disableUrlAccess: true,
    maxRequeues: 0,
  });
});
