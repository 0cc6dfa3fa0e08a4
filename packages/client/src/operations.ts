import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { request, type Transport } from './request.ts';
import type {
  CancelMany,
  Operation,
  OperationCount,
  OperationFiled,
  RedriveMany,
} from './schema.ts';

/** What operators do to many notifications at once; needs a key with the scope `admin`. */
export interface OperationsClient {
  /** How many a filter finds now; nothing is done. */
  count(kind: 'redrive', filter: RedriveMany['filter']): Promise<number>;
  count(kind: 'cancel', filter: CancelMany['filter']): Promise<number>;
  /** Sends again what failed or expired; `unknown` ones only where `status` names them. */
  redrive(filter: RedriveMany['filter']): Promise<OperationFiled>;
  /** Cancels what was not handed over yet. */
  cancel(filter: CancelMany['filter']): Promise<OperationFiled>;
  /** @throws ProblemError `not_found`, 30 days after its end too. */
  read(id: string): Promise<Operation>;
  /**
   * The operation once it has ended.
   * @throws Error when it has not after `timeoutMs` (default 60,000).
   */
  waitFor(id: string, options?: { readonly timeoutMs?: number }): Promise<Operation>;
}

const lookEveryMs = 250;

export const createOperationsClient = (transport: Transport): OperationsClient => {
  const read = async (id: string): Promise<Operation> => {
    const path = `/operations/${encodeURIComponent(id)}`;
    return (await request<Operation>(transport, { method: 'GET', path })).body;
  };
  return {
    count: async (kind, filter) => {
      const answer = await post<OperationCount>(transport, kind, { filter, dry_run: true });
      return answer.count;
    },
    redrive: (filter) => post(transport, 'redrive', { filter }),
    cancel: (filter) => post(transport, 'cancel', { filter }),
    read,
    waitFor: async (id, { timeoutMs = 60_000 } = {}) => {
      for (const end = performance.now() + timeoutMs; ; await pause(lookEveryMs)) {
        const operation = await read(id);
        if (operation.status === 'ended') return operation;
        if (performance.now() >= end) {
          throw new Error(`operation ${id} is ${operation.status} after ${timeoutMs} ms`);
        }
      }
    },
  };
};

const post = async <Body>(
  transport: Transport,
  kind: 'redrive' | 'cancel',
  body: object,
): Promise<Body> => {
  const path = `/notifications/${kind}`;
  const headers = { 'idempotency-key': randomUUID() };
  return (await request<Body>(transport, { method: 'POST', path, body, headers })).body;
};
