import type { DeliverContext, Job } from '@postroom/application';

/**
 * A claim that is refused once the job was handed back: another worker has it by then, and what this
 * one began so late it might not live to settle. Jobs are handed back when the process ends, so what
 * is noted is never forgotten.
 */
export const untilHandedBack = (claim: DeliverContext['claim']) => {
  const handedBack = new Set<string>();
  return {
    note: ({ id }: Job): void => void handedBack.add(id),
    claim: async (wanted: Parameters<typeof claim>[0]) =>
      handedBack.has(wanted.id) ? undefined : claim(wanted),
  };
};
