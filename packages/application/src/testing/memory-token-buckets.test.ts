import { memoryTokenBuckets } from './memory-token-buckets.ts';
import { tokenBucketsContract } from './token-buckets-contract.ts';

tokenBucketsContract(async () => {
  let now = 0;
  return {
    buckets: memoryTokenBuckets(() => now),
    async elapse(ms) {
      now += ms;
    },
    async stop() {
      // Nothing was started.
    },
  };
});
