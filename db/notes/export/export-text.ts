import type { CellState } from '@/lib/domain/note-cell-state';
import type { KeptTable, NoteCell } from '@/lib/domain/note-content';
import { isNumericType } from '@/lib/domain/number-text';
import type { Cell } from '../../console/query-result';
import type { PinnedResult } from '../note-results';
import { type ExportedNote, IMAGE_ADDRESS } from './exported-note';

/** States of results that are not what their cells would show now. */
export type StaleState = Exclude<CellState, 'fresh' | 'pinned'>;

/** The words of exported files, in the language of who exports. */
export interface ExportWords {
  /** Where the file comes from: note, revision and time. */
  origin: string;
  /** A cell without a name, by its place from 1. */
  cell(place: number): string;
  /** That some results are stale; `cells` names them. */
  warning(cells: string): string;
  /** Why one result is. */
  stale: Readonly<Record<StaleState, string>>;
  /** Who saw a result, when, and how many rows it has. */
  seen(result: Pick<PinnedResult, 'createdBy' | 'createdAt' | 'truncated'> & { rows: number }): string;
  /** That only so many rows are in the file. */
  shown(rows: number): string;
}

/** Media type of a chart in a file. */
export const SVG_TYPE = 'image/svg+xml';

/** Rows of a result in a file. */
export const MOST_EXPORTED_ROWS = 1_000;

/** Why a cell's result is stale; undefined when it is not. */
export function staleText(note: ExportedNote, uid: string, words: ExportWords): string | undefined {
  const state = note.states.get(uid);
  return state === undefined || state === 'fresh' || state === 'pinned' ? undefined : words.stale[state];
}

/** The warning at the head of a file with stale results, which are named by their names or places; else undefined. */
export function warningText(note: ExportedNote, words: ExportWords): string | undefined {
  const stale = note.cells.flatMap(({ uid, name, type }, index) =>
    type === 'sql' && staleText(note, uid, words) ? [name || words.cell(index + 1)] : [],
  );
  return stale.length > 0 ? words.warning(stale.join(', ')) : undefined;
}

/** Text of one line that Markdown and HTML take as it is. */
export function markdownLine(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]()#+!|~<>&$-]/g, (sign) =>
      /[<>&]/.test(sign) ? `&#${sign.charCodeAt(0)};` : `\\${sign}`,
    );
}

/** A value of a result as text: NULL by its name, all digits of numbers, the first bytes of blobs in hex. */
export function valueText(value: Cell): string {
  if (value === null) return 'NULL';
  return typeof value === 'object'
    ? `x'${value.hex}'${value.hex.length < 2 * value.bytes ? '…' : ''}`
    : String(value);
}

/** A table of a file. */
export type ShownTable = {
  columns: readonly { name: string; type: string }[];
  rows: readonly (readonly Cell[])[];
};

/** True for a column of numbers, which stand to the right: by its type, or where it has none by all of its values. */
export function isNumberColumn({ columns, rows }: ShownTable, index: number): boolean {
  if (isNumericType(columns[index].type)) return true;
  const values = rows.flatMap((row) => row[index] ?? []).filter((value) => value !== '');
  return values.length > 0 && values.every((value) => typeof value === 'number');
}

/** Text that HTML takes as it is, in elements and in attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** A table in GFM; numbers to the right. */
export function markdownTable(table: ShownTable): string {
  const { columns, rows } = table;
  if (columns.length === 0) return '';
  const line = (fields: readonly string[]) => `| ${fields.join(' | ')} |`;
  return [
    line(columns.map(({ name }) => markdownLine(name) || ' ')),
    line(columns.map((_, index) => (isNumberColumn(table, index) ? '---:' : '---'))),
    ...rows.map((row) => line(row.map((value) => markdownLine(valueText(value)) || ' '))),
  ].join('\n');
}

/** The first rows of a result, and the lines below it: who saw it, and what of it is left out. */
export function shownResult(
  result: PinnedResult,
  words: ExportWords,
): { table: ShownTable; lines: string[] } {
  const { rows } = result;
  return {
    table: { columns: result.columns, rows: rows.slice(0, MOST_EXPORTED_ROWS) },
    lines: [
      words.seen({ ...result, rows: rows.length }),
      ...(rows.length > MOST_EXPORTED_ROWS ? [words.shown(MOST_EXPORTED_ROWS)] : []),
    ],
  };
}

/** A fence around a text that holds none as long. */
export function fenced(language: string, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

/** A cell that is neither text nor query, as Markdown to read. */
export function otherCellText(
  cell: NoteCell,
  note: Pick<ExportedNote, 'cells' | 'runParts' | 'comparisons'>,
): string {
  const parts: string[] = [];
  switch (cell.type) {
    case 'parameter':
      parts.push(`\`:${cell.name}\` = ${markdownLine(cell.settings.param.value)}`);
      break;
    case 'run':
      parts.push(cell.settings.runId === null ? '' : `#run ${cell.settings.runId}`);
      for (const table of Object.values(note.runParts.get(cell.uid) ?? {}) as KeptTable[])
        parts.push(markdownTable(factTable({ ...table, rows: table.rows.slice(0, MOST_EXPORTED_ROWS) })));
      break;
    case 'comparison': {
      const { runIds, filter } = cell.settings;
      const compared = note.comparisons.get(cell.uid);
      parts.push(
        runIds.map((id) => `#run ${id}`).join(', '),
        markdownLine(filter),
        compared && compared.rows.length > 0 ? markdownTable(factTable(compared)) : '',
      );
      break;
    }
    case 'launch':
      parts.push(
        cell.settings.runId === null ? '' : `#run ${cell.settings.runId}`,
        fenced('json', cell.source),
      );
      break;
    case 'chart': {
      const source = note.cells.find(({ uid }) => uid === cell.settings.cellUid);
      parts.push(source?.name ? `\`${source.name}\`` : '');
    }
  }
  if (cell.type !== 'launch') parts.push(markdownLine(cell.source));
  return parts.filter(Boolean).join('\n\n');
}

/** Digits of facts, which are measured: results of queries keep all of theirs. */
const FACT_DIGITS = 6;

/** A table of facts to read: one that is unknown is an empty field, and fractions have six digits. */
export function factTable({ columns, rows }: KeptTable): KeptTable {
  const readable = (value: KeptTable['rows'][number][number]) =>
    typeof value === 'number' && !Number.isInteger(value)
      ? Number(value.toPrecision(FACT_DIGITS))
      : (value ?? '');
  return { columns, rows: rows.map((row) => row.map(readable)) };
}

/** A text with its images inside. */
export function withImages(source: string, { images }: ExportedNote): string {
  return source.replace(IMAGE_ADDRESS, (address) => images.get(address) ?? address);
}

/** What an import needs of a cell besides the text that the file shows. */
export function cellFacts(cell: NoteCell): Record<string, unknown> {
  const { uid, type, name, settings, isFolded, source } = cell;
  const isText = type === 'markdown' || type === 'sql';
  return { uid, type, name, settings, isFolded, ...(isText ? {} : { source }) };
}
