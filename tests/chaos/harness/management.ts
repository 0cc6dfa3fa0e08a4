/** RabbitMQ's management API, as far as a campaign asks it. */
export const managementOverview = async (
  managementUrl: string,
): Promise<{ readonly rabbitmq_version: string }> => {
  const { username, password, origin } = new URL(managementUrl);
  const response = await fetch(`${origin}/api/overview`, {
    headers: { authorization: `Basic ${btoa(`${username}:${password}`)}` },
  });
  return (await response.json()) as { rabbitmq_version: string };
};
