import type { NoteCell } from '@/lib/domain/note-content';
import {
  cellFacts,
  type ExportWords,
  fenced,
  markdownLine,
  markdownTable,
  otherCellText,
  SVG_TYPE,
  shownResult,
  staleText,
  warningText,
  withImages,
} from './export-text';
import type { ExportedNote } from './exported-note';

/** How the lines begin that tell an import where cells and results are; readers of Markdown do not see them. */
export const MARK = '<!-- lathe:';
/** Stands before a line of a text that looks like one of them. */
export const QUOTED_MARK = '<!-- lathe:text:';

/**
 * A note as Markdown with its results as tables: it reads well anywhere, and importing it gives the same cells. Stale
 * results say so, at the head of the file and beside each. `charts` are chart cells as SVG, by uid, which stand inside as
 * images: VS Code and most readers show them, GitHub shows no image that is inside a file.
 */
export function noteMarkdown(
  note: ExportedNote,
  words: ExportWords,
  charts: ReadonlyMap<string, string>,
): string {
  const warning = warningText(note, words);
  const head = [
    mark('note', { title: note.title }),
    `# ${markdownLine(note.title)}`,
    ...(warning ? [`> **${warning}**`] : []),
    `> ${words.origin}`,
  ];
  return `${[...head, ...note.cells.flatMap((cell) => [mark('cell', cellFacts(cell)), ...chartOf(cell, charts), ...bodyOf(cell, note, words)])].join('\n\n')}\n`;
}

function bodyOf(cell: ExportedNote['cells'][number], note: ExportedNote, words: ExportWords): string[] {
  if (cell.type === 'markdown') return [quoted(withImages(cell.source, note))];
  if (cell.type !== 'sql') return [otherCellText(cell, note)];
  const result = note.results.get(cell.uid);
  const stale = staleText(note, cell.uid, words);
  const shown = result && shownResult(result, words);
  return [
    fenced('sql', quoted(cell.source)),
    mark('result', {}),
    ...(stale ? [`> **${stale}**`] : []),
    ...(shown ? [markdownTable(shown.table), ...shown.lines] : []),
  ];
}

function chartOf(cell: NoteCell, charts: ReadonlyMap<string, string>): string[] {
  const svg = charts.get(cell.uid);
  if (svg === undefined) return [];
  return [`![${markdownLine(cell.source)}](data:${SVG_TYPE};base64,${Buffer.from(svg).toString('base64')})`];
}

/** A comment that nothing in its facts can end. */
function mark(what: string, facts: Record<string, unknown>): string {
  // Two hyphens and the sign after them occur in texts of JSON only.
  const json = JSON.stringify(facts).replaceAll('--', '-\\u002d').replaceAll('>', '\\u003e');
  return `${MARK}${what} ${json} -->`;
}

function quoted(text: string): string {
  return text.replace(/^<!-- lathe:/gm, QUOTED_MARK);
}
