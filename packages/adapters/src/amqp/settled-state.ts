import type { Broker, BrokerState } from './broker.ts';

/** The state, with a moment's patience for a connection that is just being made, or made anew. */
export const settledState = async (
  broker: Pick<Broker, 'state' | 'connected'>,
  patienceMs = 1_000,
): Promise<BrokerState> => {
  if (broker.state() === 'down') {
    await broker.connected(AbortSignal.timeout(patienceMs)).catch(() => undefined);
  }
  return broker.state();
};
