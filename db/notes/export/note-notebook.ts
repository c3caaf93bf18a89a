import type { NoteCell } from '@/lib/domain/note-content';
import type { PinnedResult } from '../note-results';
import {
  cellFacts,
  type ExportWords,
  escapeHtml,
  isNumberColumn,
  markdownLine,
  otherCellText,
  SVG_TYPE,
  shownResult,
  staleText,
  valueText,
  warningText,
  withImages,
} from './export-text';
import type { ExportedNote } from './exported-note';

/**
 * A note as a Jupyter notebook, nbformat 4.5: texts as Markdown, queries as code with their results as HTML and as
 * text. Stale results say so, at the head and beside each. `charts` are chart cells as SVG, by uid, which are attached to
 * their cells.
 *
 * @see https://nbformat.readthedocs.io/en/latest/format_description.html
 */
export function noteNotebook(
  note: ExportedNote,
  words: ExportWords,
  charts: ReadonlyMap<string, string>,
): string {
  const warning = warningText(note, words);
  const head = [
    `# ${markdownLine(note.title)}`,
    ...(warning ? [`> **${warning}**`] : []),
    `> ${words.origin}`,
  ];
  let executions = 0;
  const cells = note.cells.flatMap((cell) => {
    if (cell.type !== 'sql') return [markdownCell(cell, note, charts.get(cell.uid))];
    const result = note.results.get(cell.uid);
    const count = result ? ++executions : null;
    const stale = staleText(note, cell.uid, words);
    return [
      {
        id: cell.uid,
        cell_type: 'code',
        metadata: { lathe: cellFacts(cell) },
        source: cell.source,
        execution_count: count,
        outputs: result ? [output(result, count, stale, words)] : [],
      },
    ];
  });
  const notebook = {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { title: note.title, language_info: { name: 'sql' }, lathe: { title: note.title } },
    cells: [headCell(head.join('\n\n')), ...cells],
  };
  return `${JSON.stringify(notebook, null, 1)}\n`;
}

/** Title and origin, which an import leaves out. */
function headCell(source: string) {
  return { id: 'lathe-head', cell_type: 'markdown', metadata: { lathe: { isHead: true } }, source };
}

const CHART_FILE = 'chart.svg';

function markdownCell(cell: NoteCell, note: ExportedNote, chart: string | undefined) {
  const source = cell.type === 'markdown' ? withImages(cell.source, note) : otherCellText(cell, note);
  const shared = { id: cell.uid, cell_type: 'markdown', metadata: { lathe: cellFacts(cell) } };
  if (chart === undefined) return { ...shared, source };
  return {
    ...shared,
    source: `![${markdownLine(cell.source)}](attachment:${CHART_FILE})\n\n${source}`,
    // Jupyter makes data: addresses of attachments, whose content is of base64.
    attachments: { [CHART_FILE]: { [SVG_TYPE]: Buffer.from(chart).toString('base64') } },
  };
}

function output(result: PinnedResult, count: number | null, stale: string | undefined, words: ExportWords) {
  const { table, lines } = shownResult(result, words);
  const below = [...(stale ? [stale] : []), ...lines];
  const names = table.columns.map(({ name }) => name);
  // Jupyter keeps the style, and others that take styles away the attribute.
  const side = names.map((_, index) =>
    isNumberColumn(table, index) ? ' align="right" style="text-align: right"' : '',
  );
  const row = (tag: string, fields: readonly string[]) =>
    `<tr>${fields.map((field, index) => `<${tag}${side[index]}>${escapeHtml(field)}</${tag}>`).join('')}</tr>`;
  const html = [
    '<table>',
    `<thead>${row('th', names)}</thead>`,
    '<tbody>',
    ...table.rows.map((fields) => row('td', fields.map(valueText))),
    '</tbody>',
    '</table>',
    ...below.map((line) => `<p>${escapeHtml(line)}</p>`),
  ];
  const text = [names.join('\t'), ...table.rows.map((fields) => fields.map(valueText).join('\t')), ...below];
  return {
    output_type: 'execute_result',
    execution_count: count,
    data: { 'text/html': html.join('\n'), 'text/plain': text.join('\n') },
    metadata: {},
  };
}
