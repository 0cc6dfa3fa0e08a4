/** Asks until the answer is wanted, and gives up with the last answer after the deadline. */
export const eventually = async <Answer>(
  ask: () => Promise<Answer> | Answer,
  isWanted: (answer: Answer) => boolean,
  deadlineMs = 10_000,
): Promise<Answer> => {
  const end = Date.now() + deadlineMs;
  for (;;) {
    const answer = await ask();
    if (isWanted(answer)) return answer;
    if (Date.now() > end)
      throw new Error(`not in time; the last answer: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};
