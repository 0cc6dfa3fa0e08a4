import { isKeyForgotten, type Notification, type Reason } from '@postroom/domain';
import type { Rendered } from '../ports/renderer.ts';
import type { DeliverContext } from './context.ts';
import { candidatesFor } from './way-out.ts';

/**
 * Why a hand-off that got no answer must not be repeated, although its type allows it: it is bound
 * to a provider that is gone, or to a key that is forgotten. Another provider or another key would
 * send a second copy for sure where the first arrived.
 */
export const whyUnrepeatable = (
  n: Notification,
  now: Date,
  context: DeliverContext,
): Reason | undefined => {
  if (!n.maybeSent || n.test) return undefined;
  const [provider] = candidatesFor(n, context);
  if (!provider) {
    const name = n.provider ?? 'a provider that was not noted down';
    const detail = `it may have been sent through ${name}, which is not configured here any more`;
    return { code: 'provider_gone', detail };
  }
  if (provider.knowsKeys && isKeyForgotten(n, now)) {
    const detail = `it may have been sent through ${provider.name}, which would not recognise it after so long`;
    return { code: 'key_forgotten', detail };
  }
  return undefined;
};

/**
 * A repeat of what may have been sent should be the same to a byte. When the template is another by
 * now it cannot be: the type allowed the repeat, and operators are told.
 */
export const noteOtherBytes = async (
  before: Notification,
  { templateHash }: Rendered,
  { note }: DeliverContext,
): Promise<void> => {
  if (!before.maybeSent || before.templateHash === null || before.templateHash === templateHash) {
    return;
  }
  const detail =
    'its template changed after an attempt that got no answer, so it goes out otherwise';
  await note({ id: before.id, event: 'template changed', detail }).catch(() => undefined);
};
