const given = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
};

/** Where the servers are; the benchmark says so. */
export const servers = {
  databaseUrl: given('DATABASE_URL'),
  redisUrl: given('REDIS_URL'),
  rabbitmqUrl: given('RABBITMQ_URL'),
  smtpUrl: given('SMTP_URL'),
};
