import { AppError } from '@/lib/domain/errors';
import { runGridSelectionSchema } from '@/lib/domain/run-grid-query';
import { route } from '../../reply';
import { parseQuery } from '../parse-query';
import { type ExportTable, exportTable } from './export-rows';
import { parquetOf } from './parquet-format';
import { csvOf, jsonOf } from './text-formats';

export const dynamic = 'force-dynamic';

const FORMATS: Readonly<
  Record<string, { type: string; write: (table: ExportTable) => AsyncGenerator<string | Uint8Array> }>
> = {
  csv: { type: 'text/csv; charset=utf-8; header=present', write: csvOf },
  json: { type: 'application/json; charset=utf-8', write: jsonOf },
  parquet: { type: 'application/vnd.apache.parquet', write: parquetOf },
};

/** Everything that a `query` (JSON) shows, as a file of `format` csv, json or parquet; written while it is read. */
export const GET = route((request) => {
  const parameters = request.nextUrl.searchParams;
  return reply(parameters.get('query') ?? '{}', parameters.get('format'));
});

/** The same for queries too long for an address, which stand in the body. */
export const POST = route(async (request) =>
  reply(await request.text(), request.nextUrl.searchParams.get('format')),
);

async function reply(query: string, name: string | null): Promise<Response> {
  const format = name !== null && Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined;
  if (!format) {
    throw new AppError(
      'invalid_argument',
      `format must be ${Object.keys(FORMATS).join(', ')}; it is "${name ?? ''}".`,
    );
  }
  const pieces = format.write(await exportTable(parseQuery(runGridSelectionSchema, query)));
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
