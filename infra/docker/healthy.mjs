// healthy.mjs <port> [path]: exits 0 when a server of this container answers with success. The image
// has no curl.
const [, , port, path = '/readyz'] = process.argv;

const response = await fetch(`http://127.0.0.1:${port}${path}`, {
  signal: AbortSignal.timeout(4_000),
}).catch(() => undefined);
process.exit(response?.ok ? 0 : 1);
