import { openTrackingDatabase, type TrackingDatabase } from '@/db/client';
import { dataDir } from '@/lib/domain/data-dir';
import { requireAccess } from '../session/access';

const shared = globalThis as typeof globalThis & { latheDatabase?: TrackingDatabase };

/** The tracking database of this server; modules are evaluated more than once, so it is kept outside. */
export function trackingDatabase(): TrackingDatabase {
  shared.latheDatabase ??= openTrackingDatabase(dataDir());
  return shared.latheDatabase;
}

/** The tracking database, for pages and actions. @throws AppError `unauthorized` without the token. */
export async function openDatabase(): Promise<TrackingDatabase> {
  await requireAccess();
  return trackingDatabase();
}
