'use client';

import { useEffect, useState } from 'react';
import type { LayerDistribution, LayerOverview } from '@/db/queries/layers';

const MOST_AT_ONCE = 24;

/** Layers by tensor and id, and by the moments known when they were read: newer moments make those stale. */
type Known = ReadonlyMap<string, LayerDistribution>;

/**
 * The distributions of the picked layers: those that came with the page, the others read when they are picked or have
 * new moments. The last known one is shown until a newer one is there.
 */
export function useDistributions(
  runId: number,
  overview: LayerOverview,
  initial: readonly LayerDistribution[],
  picked: readonly number[],
): Map<number, LayerDistribution> {
  const { tensor } = overview;
  const version = `${overview.momentCount} ${overview.moments.at(-1)?.key}`;
  const [known, setKnown] = useState<Known>(new Map());
  const sent = new Map(initial.map((layer) => [layer.id, layer]));
  const missing = picked
    .filter((id) => !sent.has(id) && !known.has(`${tensor} ${id} ${version}`))
    .slice(0, MOST_AT_ONCE);
  const wanted = missing.join(' ');

  useEffect(() => {
    if (wanted === '') return;
    const closing = new AbortController();
    readLayers(runId, tensor, wanted.split(' '), closing.signal).then((layers) => {
      if (!layers) return;
      setKnown((before) => {
        const after = new Map(before);
        for (const layer of layers) {
          after.set(`${tensor} ${layer.id} ${version}`, layer);
          after.set(`${tensor} ${layer.id}`, layer);
        }
        return after;
      });
    });
    return () => closing.abort();
  }, [runId, tensor, version, wanted]);

  return new Map(
    picked.flatMap((id) => {
      const layer = sent.get(id) ?? known.get(`${tensor} ${id} ${version}`) ?? known.get(`${tensor} ${id}`);
      return layer ? [[id, layer]] : [];
    }),
  );
}

async function readLayers(
  runId: number,
  tensor: string,
  ids: string[],
  signal: AbortSignal,
): Promise<LayerDistribution[] | undefined> {
  const query = new URLSearchParams({ tensor });
  for (const id of ids) query.append('layer', id);
  const response = await fetch(`/api/runs/${runId}/layers?${query}`, { signal }).catch(() => undefined);
  if (!response?.ok) return undefined;
  return ((await response.json()) as { layers: LayerDistribution[] }).layers;
}
