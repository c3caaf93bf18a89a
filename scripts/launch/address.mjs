import { createServer } from 'node:net';

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

/**
 * Host and port to serve on, from `HOST` (default 127.0.0.1) and `PORT` (default 3000; 0 for any free one).
 * Throws when another machine could reach the app and no `LATHE_TOKEN` protects it, and when the port is taken.
 */
export async function serverAddress(env) {
  const host = env.HOST || '127.0.0.1';
  if (!LOOPBACK.has(host) && !env.LATHE_TOKEN) {
    throw new Error(
      `Lathe was asked to serve on HOST=${host}, which other machines can reach, and LATHE_TOKEN is not set. ` +
        'Set LATHE_TOKEN to a long random secret (for example: openssl rand -hex 32), or leave HOST at 127.0.0.1.',
    );
  }
  const wanted = Number(env.PORT || 3000);
  if (!Number.isInteger(wanted) || wanted < 0 || wanted > 65535) {
    throw new Error(`PORT must be a whole number from 0 to 65535; it is "${env.PORT}".`);
  }
  const port = await probe(host, wanted);
  const shown = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return { host, port, url: `http://${shown.includes(':') ? `[${shown}]` : shown}:${port}` };
}

function probe(host, wanted) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => {
      reject(
        new Error(
          error.code === 'EADDRINUSE'
            ? `Port ${wanted} on ${host} is taken. Stop the program that uses it, or choose another with PORT=3001 (PORT=0 takes any free one).`
            : `Cannot listen on ${host}:${wanted}: ${error.message}`,
        ),
      );
    });
    server.listen(wanted, host, () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
