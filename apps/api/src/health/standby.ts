import { standbyState } from '@postroom/application';
import { probe } from '@postroom/runtime';
import type { AskPart } from './parts.ts';

export type AskLag = () => Promise<number>;

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
