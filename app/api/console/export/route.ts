import { ReadableStream } from 'node:stream/web';
import { exportQuery } from '@/app/console/engine';
import { QUERY_EXPORT_TYPES, queryExportSchema } from '@/lib/domain/query-export';
import { route } from '../../reply';
import { askedOf, askedSchema, bodyOf } from '../asked';

export const dynamic = 'force-dynamic';

const bodySchema = askedSchema.extend(queryExportSchema.shape);

/** All rows of a query as a file, written while they are read; leaving the request ends the query. */
export const POST = route(async (request) => {
  const { format, withBom, isSpreadsheetSafe, ...body } = await bodyOf(request, bodySchema);
  const asked = await askedOf(request, body);
  const file = await exportQuery({ ...asked, options: { format, withBom, isSpreadsheetSafe } });
  return new Response(ReadableStream.from(file) as BodyInit, {
    headers: {
      'Content-Type': QUERY_EXPORT_TYPES[format],
      'Content-Disposition': `attachment; filename="query.${format}"`,
      'Cache-Control': 'no-store, no-transform',
    },
  });
});
