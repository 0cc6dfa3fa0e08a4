/** Waits for work, but no longer than `ms` milliseconds, and does not mind whether it failed. */
export const within = async (work: Promise<unknown>, ms: number): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const end = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work.catch(() => undefined), end]);
  clearTimeout(timer);
};
