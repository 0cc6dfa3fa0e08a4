/**
 * Stops what was started, and ends with 130. Once, however often a signal comes: a terminal's goes
 * to npm, to its script and to us, and each of them passes it on.
 */
export const onInterrupt = (stop: () => Promise<void>): void => {
  let isStopping = false;
  const giveUp = (): void => {
    if (isStopping) return;
    isStopping = true;
    console.log('stopping what was started');
    void stop().finally(() => process.exit(130));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, giveUp);
};
