import type { Scenario } from '../scenario.ts';
import { acceptedIsDurable } from './g01-accepted-is-durable.ts';
import { oneAcceptancePerKey } from './g07-one-acceptance-per-key.ts';

/** Every scenario, in the order of the promises. */
export const scenarios: readonly Scenario[] = [acceptedIsDurable, oneAcceptancePerKey];
