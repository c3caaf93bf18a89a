import { RUN_PARTS } from '@/lib/domain/note-content';
import { read } from '../../../../data/read';
import { currentPerson } from '../../../../session/person';
import { json, positiveInteger, route } from '../../../reply';

/** Parts of a run as tables, one `part` for each that is asked for, with who saw them and when: what a note keeps. */
export const GET = route<{ id: string }>(async (request, { id }) => {
  const wanted = request.nextUrl.searchParams.getAll('part');
  const parts = await read(
    'readRunParts',
    positiveInteger(id, 'The id of a run'),
    RUN_PARTS.filter((part) => wanted.includes(part)),
  );
  return json({ parts, at: Date.now(), by: (await currentPerson()).name });
});
