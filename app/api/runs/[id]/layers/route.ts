import { read } from '../../../../data/read';
import { json, positiveInteger, route } from '../../../reply';

/** Distributions of a run's layers: `tensor`, and one `layer`, by id, for each that is asked for, at most 24. */
export const GET = route<{ id: string }>(async (request, { id }) => {
  const { searchParams } = request.nextUrl;
  return json({
    layers: await read(
      'listLayerDistributions',
      positiveInteger(id, 'The id of a run'),
      searchParams.get('tensor') ?? 'kernel',
      searchParams.getAll('layer').map((layer) => positiveInteger(layer, 'The id of a layer')),
    ),
  });
});
