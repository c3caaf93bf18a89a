import { LAYER_QUANTITIES } from '@/db/queries/compare-layers';
import { read } from '../../../data/read';
import { json, positiveInteger, route } from '../../reply';
import { comparedRuns } from '../compared-runs';

/** Layers of runs: `quantity=sparsity`, `wasserstein` from run `base`, or `drop` at `level=prune:0.9`. */
export const GET = route(async (request) => {
  const runIds = comparedRuns(request);
  const { searchParams } = request.nextUrl;
  return json(
    await read('compareLayers', runIds, {
      quantity: LAYER_QUANTITIES.find((name) => name === searchParams.get('quantity')) ?? 'sparsity',
      baseRunId: positiveInteger(searchParams.get('base') ?? String(runIds[0]), 'The id of the base run'),
      level: searchParams.get('level') ?? undefined,
    }),
  );
});
