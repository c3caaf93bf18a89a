import { QUOTED_MARK } from '../export/note-markdown';
import { splitHeading } from './first-heading';
import { type FoundCell, type ImportedNote, importedCells } from './imported-cells';

const MARKS = /^<!-- lathe:(note|cell|result) (.*) -->$/gm;

/**
 * A note from Markdown: the cells of a file that Lathe wrote, as they were; of any other file, its text, and a query for
 * each fenced block of SQL.
 */
export function readMarkdownFile(file: string): ImportedNote {
  const text = file.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const marks = [...text.matchAll(MARKS)];
  return marks.some(([, what]) => what === 'cell') ? markedNote(text, marks) : plainNote(text);
}

function markedNote(text: string, marks: readonly RegExpExecArray[]): ImportedNote {
  let title = '';
  const found = marks.flatMap((mark, index): FoundCell[] => {
    const facts = parseFacts(mark[2]);
    if (mark[1] === 'note' && typeof facts.title === 'string') title = facts.title;
    if (mark[1] !== 'cell') return [];
    const end = marks[index + 1]?.index;
    const body = text.slice(mark.index + mark[0].length, end).replace(/^\n\n/, '');
    const shown = end === undefined ? body.replace(/\n$/, '') : body.replace(/\n\n$/, '');
    const query = facts.type === 'sql' ? /^(`{3,})sql\n([\s\S]*)\n\1$/.exec(shown)?.[2] : undefined;
    const source = (query ?? shown).replace(new RegExp(`^${QUOTED_MARK}`, 'gm'), '<!-- lathe:');
    return [{ facts, type: query === undefined ? 'markdown' : 'sql', text: source }];
  });
  return { title, cells: importedCells(found) };
}

function parseFacts(json: string): Record<string, unknown> {
  try {
    const facts: unknown = JSON.parse(json);
    return typeof facts === 'object' && facts !== null ? (facts as Record<string, unknown>) : {};
  } catch {
    // Somebody edited the line: the text below it is worth having.
    return {};
  }
}

function plainNote(text: string): ImportedNote {
  const heading = splitHeading(text);
  const found: FoundCell[] = [];
  let lines: string[] = [];
  const close = () => {
    const body = lines.join('\n').trim();
    if (body) found.push({ type: 'markdown', text: body });
    lines = [];
  };
  let fence: { mark: string; query?: string[] } | undefined;
  for (const line of (heading?.rest ?? text).split('\n')) {
    if (fence) {
      const isEnd = new RegExp(`^ {0,3}${fence.mark[0]}{${fence.mark.length},} *$`).test(line);
      if (fence.query && isEnd) found.push({ type: 'sql', text: fence.query.join('\n') });
      else (fence.query ?? lines).push(line);
      if (isEnd) fence = undefined;
      continue;
    }
    const [, mark, language] = /^ {0,3}(`{3,}|~{3,}) *([^`]*?) *$/.exec(line) ?? [];
    if (mark && /^sql$/i.test(language)) {
      close();
      fence = { mark, query: [] };
      continue;
    }
    if (mark) fence = { mark };
    lines.push(line);
  }
  // A block that is not closed reaches to the end.
  if (fence?.query) found.push({ type: 'sql', text: fence.query.join('\n') });
  close();
  return { title: heading?.title ?? '', cells: importedCells(found) };
}
