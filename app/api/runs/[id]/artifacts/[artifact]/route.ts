import { trackingDatabase } from '../../../../../data/database';
import { attachment, getStoredArtifact } from '../../../../../runs/artifacts/attachment';
import { positiveInteger, route } from '../../../../reply';

/** A file of a run, as a download. */
export const GET = route<{ id: string; artifact: string }>((_request, { id, artifact }) =>
  attachment(
    getStoredArtifact(
      trackingDatabase(),
      positiveInteger(id, 'The id of a run'),
      positiveInteger(artifact, 'The id of a file'),
    ),
  ),
);
