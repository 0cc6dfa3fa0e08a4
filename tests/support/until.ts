/**
 * Waits for something to be observed: asks again every 25 ms until the answer is neither undefined
 * nor false. Rejects after the deadline with what was waited for and what was seen last.
 */
export const until = async <Answer>(
  what: string,
  ask: () => Promise<Answer | undefined | false> | Answer | undefined | false,
  deadlineMs = 30_000,
): Promise<Answer> => {
  const endsAt = performance.now() + deadlineMs;
  let last: unknown;
  while (performance.now() < endsAt) {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
      last = answer;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`waited ${deadlineMs} ms for ${what}; last: ${String(last)}`);
};
