import { claimContract } from './claim-contract.ts';
import { settleContract } from './settle-contract.ts';
import type { StoreHarness } from './store-harness.ts';

/** What every delivery store promises; the in-memory and the real one both run it. */
export const deliveryStoreContract = (create: () => Promise<StoreHarness>): void => {
  claimContract(create);
  settleContract(create);
};
