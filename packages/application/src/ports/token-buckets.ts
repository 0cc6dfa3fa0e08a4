/** How fast a bucket fills, and how much it holds. A bucket that nobody has touched is full. */
export interface BucketLimit {
  /** Above 0; may be a fraction. */
  readonly ratePerSecond: number;
  /** Tokens a full bucket holds, at least 1. More of it lets more through at once after a pause. */
  readonly burst: number;
}

export interface Taken {
  /** 0 to what was wanted. */
  readonly granted: number;
  /** Milliseconds until the next token is there; 0 when there is one. */
  readonly retryAfterMs: number;
  /** Whole tokens left; below 0 when the bucket is in debt. */
  readonly remaining: number;
}

/**
 * Token buckets that all processes share, by name, on the store's clock. Between two moments no
 * bucket grants more than the time between them times its rate, and its burst. They pace; they
 * prove nothing: losing the store's last seconds fills them again.
 */
export interface TokenBuckets {
  /** Takes as much of `wanted`, at least 1, as there is. @throws StoreError `unavailable`. */
  take(bucket: string, wanted: number, limit: BucketLimit): Promise<Taken>;
  /**
   * Takes all of `count`, into debt if need be: for what has happened already, or could never fit.
   * Nothing is granted again before the debt is paid. @throws StoreError `unavailable`.
   */
  owe(bucket: string, count: number, limit: BucketLimit): Promise<Taken>;
}
