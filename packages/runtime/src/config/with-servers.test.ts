import { expect, test } from 'vitest';
import { parseConfig } from './parse.ts';
import { withServers } from './with-servers.ts';

test('what was lacking is filled with the servers that were started', () => {
  const config = withServers(parseConfig({}, 'all'), {
    databaseUrl: 'postgres://embedded/postroom',
    rabbitmqUrl: 'amqp://private',
    smtpUrl: 'smtp://127.0.0.1:1025',
    apiPort: 9001,
    dashboardPort: 9002,
  });

  expect(config.database).toMatchObject({
    url: 'postgres://embedded/postroom',
    migrateUrl: 'postgres://embedded/postroom',
  });
  expect(config.rabbitmq.url).toBe('amqp://private');
  expect(config.email).toMatchObject({
    providers: ['smtp'],
    smtp: { url: 'smtp://127.0.0.1:1025' },
  });
  expect(config.api).toMatchObject({ port: 9001, publicUrl: 'http://127.0.0.1:9001' });
  expect(config.dashboard.port).toBe(9002);
});

test('what was given stays', () => {
  const given = {
    DATABASE_URL: 'postgres://given/postroom',
    RABBITMQ_URL: 'amqp://given',
    RESEND_API_KEY: 're_12345678',
    EMAIL_FROM: 'a@b.c',
    SERVICE_NAME: 'Shop',
    APP_URL: 'https://shop.example.com',
    PUBLIC_URL: 'https://notify.example.com/',
  };

  const config = withServers(parseConfig(given, 'all'), {
    databaseUrl: 'postgres://embedded/postroom',
    rabbitmqUrl: 'amqp://private',
    apiPort: 9001,
  });

  expect(config.database.url).toBe('postgres://given/postroom');
  expect(config.rabbitmq.url).toBe('amqp://given');
  expect(config.email).toMatchObject({ providers: ['resend'], smtp: undefined });
  expect(config.api.publicUrl).toBe('https://notify.example.com');
});
