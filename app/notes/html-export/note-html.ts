import {
  type ExportWords,
  escapeHtml,
  factTable,
  fenced,
  isNumberColumn,
  otherCellText,
  type ShownTable,
  shownResult,
  staleText,
  valueText,
  warningText,
  withImages,
} from '@/db/notes/export/export-text';
import type { ExportedNote } from '@/db/notes/export/exported-note';
import type { KeptTable, NoteCell, NoteCellOf } from '@/lib/domain/note-content';
import { groupCurves } from '../../runs/curves/curve-groups';
import { chartSvg } from './chart-svg';
import { markdownHtml } from './markdown-html';
import { NOTE_STYLE } from './note-style';
import { tradeOffSvg } from './trade-off-svg';

/** What the file is written with besides the note. */
export interface HtmlExport {
  words: ExportWords;
  /** Chart cells as SVG, by uid. */
  charts: ReadonlyMap<string, string>;
  language: string;
  /** Address of the app, to which the links of the note lead. */
  origin: string;
}

/** Nothing of the file runs, and nothing is fetched, whatever came into it. */
const POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

/**
 * A note as one HTML file that opens without a network: results as tables, charts as SVG, formulas as MathML, images
 * inside. Folded cells are open; stale results say so, at the head and beside each.
 */
export function noteHtml(note: ExportedNote, html: HtmlExport): string {
  const warning = warningText(note, html.words);
  return [
    '<!doctype html>',
    `<html lang="${escapeHtml(html.language)}">`,
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeHtml(note.title)}</title>`,
    `<style>${NOTE_STYLE}</style>`,
    '</head>',
    '<body>',
    '<main>',
    `<h1 class="title">${escapeHtml(note.title)}</h1>`,
    ...(warning ? [`<p class="stale">${escapeHtml(warning)}</p>`] : []),
    `<p class="muted">${escapeHtml(html.words.origin)}</p>`,
    ...note.cells.map((cell) => `<section id="cell-${cell.uid}">\n${bodyOf(cell, note, html)}\n</section>`),
    '</main>',
    '</body>',
    '</html>\n',
  ].join('\n');
}

function bodyOf(cell: NoteCell, note: ExportedNote, html: HtmlExport): string {
  const markdown = (source: string) => markdownHtml(withImages(source, note), html.origin, cell.uid);
  switch (cell.type) {
    case 'markdown':
      return markdown(cell.source);
    case 'sql':
      return `${markdown(fenced('sql', cell.source))}\n${resultOf(cell, note, html)}`;
    case 'chart':
      return `${chartOf(cell, note, html)}\n${markdown(cell.source)}`;
    case 'run':
      return runOf(cell, note, html) + markdown(cell.source);
    case 'comparison':
      return [
        markdown(otherCellText(cell, { ...note, comparisons: new Map() })),
        ...comparedHtml(note.comparisons.get(cell.uid)),
      ].join('\n');
    default:
      return markdown(otherCellText(cell, note));
  }
}

function resultOf({ uid }: NoteCell, note: ExportedNote, { words }: HtmlExport): string {
  const result = note.results.get(uid);
  const stale = staleText(note, uid, words);
  const shown = result && shownResult(result, words);
  return [
    ...(stale ? [`<p class="stale">${escapeHtml(stale)}</p>`] : []),
    ...(shown
      ? [tableHtml(shown.table), ...shown.lines.map((line) => `<p class="muted">${escapeHtml(line)}</p>`)]
      : []),
  ].join('\n');
}

function chartOf({ uid, settings }: NoteCellOf<'chart'>, note: ExportedNote, html: HtmlExport): string {
  const result = settings.cellUid === null ? undefined : note.results.get(settings.cellUid);
  if (!result) return '';
  const stale = staleText(note, result.cellUid, html.words);
  return `<figure>${html.charts.get(uid) ?? ''}</figure>${stale ? `\n<p class="stale">${escapeHtml(stale)}</p>` : ''}`;
}

function runOf(cell: NoteCellOf<'run'>, note: ExportedNote, html: HtmlExport): string {
  const { runId } = cell.settings;
  const { curves, ...tables } = note.runParts.get(cell.uid) ?? {};
  return [
    runId === null ? '' : markdownHtml(`#run ${runId}`, html.origin, cell.uid),
    tables.summary ? tableHtml(factTable(tables.summary)) : '',
    ...(curves ? curveCharts(curves) : []),
    tables.layers ? tableHtml(factTable(tables.layers)) : '',
  ].join('\n');
}

/** The runs of a comparison as a table, and by accuracy and size where two or more have both. */
function comparedHtml(compared: KeptTable | undefined): string[] {
  if (!compared || compared.rows.length === 0) return [];
  const svg = tradeOffSvg(compared);
  return [tableHtml(factTable(compared)), svg ? `<figure>${svg}</figure>` : ''];
}

/** The charts of a run as on its page: losses in one, accuracies in another, each other metric in its own. */
function curveCharts({ columns, rows }: KeptTable): string[] {
  const keys = [...new Set(rows.map(([key]) => String(key)))];
  const groups = groupCurves(keys.map((key, id) => ({ id, key, pointCount: 0 })));
  return groups
    .flatMap(({ panels }) => panels)
    .map((panel) => {
      const drawn = panel.keys.map(({ key }) => key);
      const named = [columns[0], columns[1], { ...columns[2], name: panel.name }];
      const result = { columns: named, rows: rows.filter(([key]) => drawn.includes(String(key))) };
      const spec = { kind: 'line' as const, x: 1, y: [2], ...(drawn.length > 1 && { series: 0 }) };
      return `<figure>${chartSvg(result, spec, { rowCount: '', height: 220 }) ?? ''}</figure>`;
    });
}

function tableHtml(table: ShownTable): string {
  const { columns, rows } = table;
  const attribute = columns.map((_, index) => (isNumberColumn(table, index) ? ' class="number"' : ''));
  const row = (tag: string, fields: readonly string[]) =>
    `<tr>${fields.map((field, index) => `<${tag}${attribute[index]}>${escapeHtml(field)}</${tag}>`).join('')}</tr>`;
  return [
    '<div class="wide"><table>',
    `<thead>${row(
      'th',
      columns.map(({ name }) => name),
    )}</thead>`,
    '<tbody>',
    ...rows.map((fields) => row('td', fields.map(valueText))),
    '</tbody>',
    '</table></div>',
  ].join('\n');
}
