import type { Management } from './management.ts';

/** How many events `general_queue` keeps; the oldest go first, since nobody may ever read it. */
const maxLength = 100_000;

/**
 * Declares what a deployment's definitions hold: exchange `notification.events` and `general_queue`
 * bound to all that Postroom says, with its limit as a policy so that it can be changed any time.
 */
export async function declareGeneralQueue(management: Management): Promise<void> {
  await management.request('PUT', '/exchanges/%2F/notification.events', {
    type: 'topic',
    durable: true,
  });
  await management.request('PUT', '/policies/%2F/general_queue', {
    pattern: '^general_queue$',
    'apply-to': 'queues',
    definition: { 'max-length': maxLength, overflow: 'drop-head' },
  });
  await management.request('PUT', '/queues/%2F/general_queue', {
    durable: true,
    auto_delete: false,
    arguments: {},
  });
  await management.request('POST', '/bindings/%2F/e/notification.events/q/general_queue', {
    routing_key: 'notification.#',
    arguments: {},
  });
}
