import { acceptance } from './acceptance.ts';
import { delivery } from './delivery.ts';
import { recovery } from './recovery.ts';
import { fromTheOutbox } from './relay.ts';
import type { Removal } from './removal.ts';

/** In the order of the promises. */
export const removals: readonly Removal[] = [
  ...acceptance,
  ...fromTheOutbox,
  ...delivery,
  ...recovery,
].sort((a, b) => (a.name < b.name ? -1 : 1));
