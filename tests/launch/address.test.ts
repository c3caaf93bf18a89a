import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { serverAddress } from '../../scripts/launch/address.mjs';

describe('serverAddress', () => {
  it('serves on loopback by default and finds a free port for 0', async () => {
    const { host, port, url } = await serverAddress({ PORT: '0' });
    expect(host).toBe('127.0.0.1');
    expect(port).toBeGreaterThan(0);
    expect(url).toBe(`http://127.0.0.1:${port}`);
  });

  it('refuses to be reachable from other machines without a token', async () => {
    await expect(serverAddress({ HOST: '0.0.0.0', PORT: '0' })).rejects.toThrow(/LATHE_TOKEN is not set/);
    await expect(serverAddress({ HOST: '0.0.0.0', PORT: '0', LATHE_TOKEN: 'secret' })).resolves.toMatchObject(
      {
        host: '0.0.0.0',
      },
    );
  });

  it('says what to do when the port is taken or is no port', async () => {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', () => done()));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    await expect(serverAddress({ PORT: String(address.port) })).rejects.toThrow(/is taken.*PORT=3001/);
    await new Promise((done) => server.close(done));
    await expect(serverAddress({ PORT: '70000' })).rejects.toThrow(/0 to 65535/);
    await expect(serverAddress({ PORT: 'http' })).rejects.toThrow(/"http"/);
  });
});
