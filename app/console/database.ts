import { openTrackingDatabase, type TrackingDatabase } from '@/db/client';
import { dataDir } from '@/lib/domain/data-dir';

const shared = globalThis as typeof globalThis & { latheDatabase?: TrackingDatabase };

/** The tracking database of this server. */
export function trackingDatabase(): TrackingDatabase {
  shared.latheDatabase ??= openTrackingDatabase(dataDir());
  return shared.latheDatabase;
}
