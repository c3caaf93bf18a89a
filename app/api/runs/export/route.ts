import { exportTable } from '@/db/run-export/export-table';
import { EXPORT_FORMATS, isExportFormat } from '@/db/run-export/formats';
import { AppError } from '@/lib/domain/errors';
import { runGridSelectionSchema } from '@/lib/domain/run-grid-query';
import { read } from '../../../data/read';
import { readText } from '../../read-body';
import { route } from '../../reply';
import { parseQuery } from '../parse-query';

export const dynamic = 'force-dynamic';

/** Everything that a `query` (JSON) shows, as a file of `format` csv, json or parquet; written while it is read. */
export const GET = route((request) => {
  const parameters = request.nextUrl.searchParams;
  return reply(parameters.get('query') ?? '{}', parameters.get('format'));
});

/** The same for queries too long for an address, which stand in the body. */
export const POST = route(async (request) =>
  reply(await readText(request), request.nextUrl.searchParams.get('format')),
);

async function reply(query: string, name: string | null): Promise<Response> {
  if (name === null || !isExportFormat(name)) {
    throw new AppError(
      'invalid_argument',
      `format must be ${Object.keys(EXPORT_FORMATS).join(', ')}; it is "${name ?? ''}".`,
    );
  }
  const format = EXPORT_FORMATS[name];
  const pieces = format.write(await exportTable(read, parseQuery(runGridSelectionSchema, query)));
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(typeof value === 'string' ? encoder.encode(value) : value);
    },
    async cancel() {
      await pieces.return(undefined);
    },
  });
  return new Response(body, {
    headers: {
      'Content-Type': format.type,
      'Content-Disposition': `attachment; filename="runs.${name}"`,
      'Cache-Control': 'no-store, no-transform',
    },
  });
}
