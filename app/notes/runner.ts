import type { Runner } from '@/db/notes/run-note-cell';
import { currentPerson } from '../session/person';

/** Who asks, as the engine wants it told. */
export async function runner(): Promise<Runner> {
  const { id, name } = await currentPerson();
  return { by: name, owner: id ?? name };
}
