/**
 * What a store may answer instead of doing its work.
 * - `unavailable`: it cannot be reached or is going down (SQLSTATE 08, 53, 57P). The transaction may
 *   or may not have been committed; nothing may be split or repeated under another key.
 * - `rejected`: it will never take these values (SQLSTATE 22, 23).
 * Serialization failures and deadlocks do not come out: the unit of work repeats the whole.
 */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly kind: 'unavailable' | 'rejected';

  constructor(kind: 'unavailable' | 'rejected', message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}
