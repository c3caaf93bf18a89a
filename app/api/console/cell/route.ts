import { z } from 'zod';
import { readWholeCell } from '@/app/console/engine';
import { route } from '../../reply';
import { askedOf, askedSchema, bodyOf } from '../asked';

export const dynamic = 'force-dynamic';

const place = z.number().int().min(0);
const bodySchema = askedSchema.extend({ row: place, column: place });

/** One value of a query's result, whole: a text as plain text, a blob as its bytes. */
export const POST = route(async (request) => {
  const { row, column, ...body } = await bodyOf(request, bodySchema);
  const asked = await askedOf(request, body);
  const cell = await readWholeCell({ ...asked, row, column });
  const isBlob = 'blob' in cell;
  return new Response(isBlob ? Buffer.from(cell.blob) : cell.text, {
    headers: {
      'Content-Type': isBlob ? 'application/octet-stream' : 'text/plain; charset=utf-8',
      'Content-Disposition': 'attachment; filename="cell"',
      'Cache-Control': 'no-store',
    },
  });
});
