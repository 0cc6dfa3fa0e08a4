import type { Ending } from '@postroom/domain';

/** How the event of each ending is named, written out once more by hand. */
export const endingVerbs: { readonly [ending in Ending]: string } = {
  sent: 'sent',
  failed: 'failed',
  unknown: 'failed',
  expired: 'failed',
  suppressed: 'suppressed',
  cancelled: 'cancelled',
};
