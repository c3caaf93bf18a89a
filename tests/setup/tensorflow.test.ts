import { readdirSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { unpreparedCheckout } from './unprepared-checkout';

const checkout = unpreparedCheckout();
afterAll(() => checkout.remove());

test('where no host answers, WASM remains, and the reason names what failed and leaves nothing behind', async () => {
  // Nothing listens on the discard port of this machine.
  const { backend, reason, output } = await checkout.prepare({
    TFJS_NODE_CDN_STORAGE: 'http://127.0.0.1:9/',
  });
  expect(backend, output).toBe('wasm');
  expect(reason).toContain('its own download: 127.0.0.1:9 cannot be reached');
  expect(reason).toContain('its Python wheel: ');
  expect(readdirSync(checkout.cache).filter((name) => name !== 'locks')).toEqual([]);
}, 60_000);
