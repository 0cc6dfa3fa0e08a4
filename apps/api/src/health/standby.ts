import { type Look, standbyState } from '@postroom/application';
import { probe, probeTimeoutMs, withDeadline } from '@postroom/runtime';
import type { AskPart } from './parts.ts';

type AskLag = () => Promise<number>;

/** The standby and how far it is behind. */
export const standbyPart =
  (lag: AskLag): AskPart =>
  async () => {
    let seconds = 0;
    const asked = await probe('standby', async () => {
      seconds = await lag();
    });
    if (asked.status === 'down') return asked;
    const status = standbyState(seconds) === 'up' ? 'up' : 'degraded';
    return { ...asked, status, detail: `${Math.round(seconds)} s behind` };
  };

/** What an API alone can see: the standby it reads from. */
export const lookAtStandby = async (lag: AskLag | undefined): Promise<Look> => {
  if (!lag) return {};
  const seconds = await withDeadline(lag(), probeTimeoutMs, 'asking the standby').catch(
    () => undefined,
  );
  return seconds === undefined
    ? { states: { standby: 'down' } }
    : { states: { standby: standbyState(seconds) }, figures: { standby_lag: seconds } };
};
