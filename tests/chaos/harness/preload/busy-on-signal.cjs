// Loaded into a role before anything else: SIGUSR2 blocks its event loop for CHAOS_BUSY_MS.
process.on('SIGUSR2', () => {
  const until = performance.now() + Number(process.env.CHAOS_BUSY_MS ?? 0);
  while (performance.now() < until);
});
