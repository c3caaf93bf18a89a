import { trackingDatabase } from '../../../../../../data/database';
import { getStoredArtifact } from '../../../../../../runs/artifacts/attachment';
import { previewOf } from '../../../../../../runs/artifacts/preview';
import { json, positiveInteger, route } from '../../../../../reply';

/** The beginning of a file of a run. */
export const GET = route<{ id: string; artifact: string }>((_request, { id, artifact }) =>
  json(
    previewOf(
      getStoredArtifact(
        trackingDatabase(),
        positiveInteger(id, 'The id of a run'),
        positiveInteger(artifact, 'The id of a file'),
      ),
    ),
  ),
);
