import { expect, it } from 'vitest';
import { claimTogether } from '@/scripts/bench/claim';

it('four processes that claim at the same time take every run once and never meet a busy database', {
  timeout: 120_000,
}, async () => {
  const claimed = await claimTogether(800, 4);
  expect(claimed.map(({ error }) => error)).toEqual([null, null, null, null]);
  const ids = claimed.flatMap(({ runIds }) => runIds).sort((a, b) => a - b);
  expect(ids).toEqual(Array.from({ length: 800 }, (_, index) => index + 1));
  // Each process sees the queue in its order: the oldest run that is left.
  for (const { runIds } of claimed) expect(runIds).toEqual([...runIds].sort((a, b) => a - b));
  expect(claimed.filter(({ runIds }) => runIds.length > 0).length).toBeGreaterThan(1);
});
