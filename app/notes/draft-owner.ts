import { createHash } from 'node:crypto';
import { currentPerson } from '../session/person';

/** What tells persons apart in drafts; their id itself is a key to their session, and the drafts can be queried. */
export async function draftOwner(): Promise<string> {
  const { id, name } = await currentPerson();
  return createHash('sha256')
    .update(id ?? name)
    .digest('hex');
}
