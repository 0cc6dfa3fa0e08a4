import { type Binding, generalQueue, ingestQueue, listBindings } from '@postroom/adapters/amqp';
import { notificationRequested, userRegistered } from '@postroom/templates';
import { type Finding, fail, type Look, ok, warn } from './finding.ts';

/** What the bridge listens to, held against what RabbitMQ really passes on to it. */
export const bindings: Look = async ({ config, catalogue }) => {
  const { url, managementUrl, ingestExchanges: exchanges } = config.rabbitmq;
  if (url === undefined) return [ok('RABBITMQ_URL is not set here')];
  const found = await listBindings({ url, managementUrl, tls: config.tls }).catch(
    (error: unknown) => String(error instanceof Error ? error.message : error),
  );
  if (typeof found === 'string') {
    return [
      warn(
        `cannot be seen: AMQP does not list them, and the management API does not answer (${found}). Set RABBITMQ_MANAGEMENT_URL, or compare rabbitmqctl list_bindings with /asyncapi.json. A bridge binds what it needs each time it starts`,
      ),
    ];
  }
  const wanted = new Set([
    userRegistered,
    notificationRequested,
    ...catalogue.types.flatMap(({ causedBy }) => causedBy.map(({ event }) => event)),
  ]);
  return bindingFindings({ found, exchanges, wanted });
};

/** What is to be said of these bindings, when the bridge listens to `wanted` on each of `exchanges`. */
export const bindingFindings = ({
  found,
  exchanges,
  wanted,
}: {
  readonly found: readonly Binding[];
  readonly exchanges: readonly string[];
  readonly wanted: ReadonlySet<string>;
}): readonly Finding[] => {
  const own = found.filter(({ queue }) => queue === ingestQueue);
  const missing = exchanges.flatMap((exchange) => {
    const bound = own.flatMap((each) => (each.exchange === exchange ? each.routingKey : []));
    const keys = [...wanted].filter((key) => !bound.includes(key));
    return keys.length === 0
      ? []
      : fail(
          `${ingestQueue} is not bound to ${exchange} with ${keys.join(', ')}, so these events are not heard: start a bridge anew, which binds them`,
        );
  });
  const needless = own.filter(
    ({ exchange, routingKey }) => !(exchanges.includes(exchange) && wanted.has(routingKey)),
  );
  const strange = needless.map(({ exchange, routingKey }) =>
    warn(
      `${ingestQueue} is bound to ${exchange} with ${routingKey}, which nothing here listens to, so these events end as dead letters or double: unbind it`,
    ),
  );
  const isHeard = found.some(
    ({ exchange, queue }) => exchange === exchanges[0] && queue !== ingestQueue,
  );
  const outgoing = isHeard
    ? []
    : [
        warn(
          `no queue but ours is bound to ${exchanges[0]}: what Postroom tells is heard by nobody. Bind ${generalQueue} with notification.#`,
        ),
      ];
  const findings = [...missing, ...strange, ...outgoing];
  return findings.length > 0
    ? findings
    : [
        ok(
          `${ingestQueue} hears ${wanted.size} events on ${exchanges.join(', ')}, and nothing else`,
        ),
      ];
};
