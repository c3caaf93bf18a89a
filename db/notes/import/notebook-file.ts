import { z } from 'zod';
import { fenced } from '../export/export-text';
import { splitHeading } from './first-heading';
import { importFault } from './import-fault';
import { type FoundCell, type ImportedNote, importedCells } from './imported-cells';

/** A text is one string or a list of lines with their ends. */
const multiline = z.union([z.string(), z.array(z.string()).transform((lines) => lines.join(''))]);
const notebookSchema = z.object({
  nbformat: z.literal(4),
  metadata: z
    .looseObject({
      title: z.string().optional(),
      language_info: z.looseObject({ name: z.string() }).optional(),
      kernelspec: z.looseObject({ language: z.string().optional() }).optional(),
    })
    .default({}),
  cells: z.array(
    z.looseObject({
      cell_type: z.enum(['markdown', 'code', 'raw']),
      source: multiline,
      metadata: z.looseObject({ lathe: z.unknown().optional() }).default({}),
      attachments: z.record(z.string(), z.record(z.string(), multiline.catch(''))).optional(),
    }),
  ),
});
type Notebook = z.output<typeof notebookSchema>;

/**
 * A note from a Jupyter notebook (nbformat 4): its texts, and its queries: code of a notebook in SQL, and cells that
 * begin with `%%sql`. Other code becomes a text with the code in it. Outputs are left out.
 *
 * @throws AppError `file_invalid` for what is no such notebook.
 */
export function readNotebookFile(file: string): ImportedNote {
  const { metadata, cells } = parseNotebook(file);
  const language = (metadata.language_info?.name ?? metadata.kernelspec?.language ?? 'python').toLowerCase();
  const found = cells.flatMap((cell) => (isHead(cell) ? [] : [toFound(cell, language)]));
  const [first] = found;
  // As in a file of Markdown, the heading that it begins with is its title.
  const heading =
    metadata.title === undefined && first?.type === 'markdown' ? splitHeading(first.text) : undefined;
  if (!heading) return { title: metadata.title ?? '', cells: importedCells(found) };
  const body = heading.rest.trim();
  const others = found.slice(1);
  return {
    title: heading.title,
    cells: importedCells(body === '' ? others : [{ ...first, text: body }, ...others]),
  };
}

function parseNotebook(file: string): Notebook {
  let value: unknown;
  try {
    value = JSON.parse(file.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw importFault(
      'json',
      'The notebook was not imported: the file is not JSON. Is it an .ipynb file?',
      '',
      cause,
    );
  }
  const { success, data, error } = notebookSchema.safeParse(value);
  if (success) return data;
  const detail = z.prettifyError(error).slice(0, 500);
  throw importFault(
    'nbformat',
    `The notebook was not imported: it is not of nbformat 4. Save it in Jupyter once, which brings it up to date.\n${detail}`,
    detail,
  );
}

function isHead({ metadata: { lathe } }: Notebook['cells'][number]): boolean {
  return typeof lathe === 'object' && lathe !== null && 'isHead' in lathe;
}

function toFound(cell: Notebook['cells'][number], language: string): FoundCell {
  const { source, metadata } = cell;
  const facts = metadata.lathe;
  if (cell.cell_type === 'markdown') return { facts, type: 'markdown', text: withAttachments(cell) };
  if (cell.cell_type === 'raw') return { facts, type: 'markdown', text: fenced('', source) };
  const magic = /^\s*%%sql\b[^\n]*\n?/.exec(source);
  if (magic) return { facts, type: 'sql', text: source.slice(magic[0].length) };
  if (language === 'sql') return { facts, type: 'sql', text: source };
  return { facts, type: 'markdown', text: fenced(language, source) };
}

/** Pasted images as `data:` addresses, which the import keeps as images. */
function withAttachments({ source, attachments = {} }: Notebook['cells'][number]): string {
  return source.replace(/attachment:([^)\s"]+)/g, (whole, name: string) => {
    const [type, content] = Object.entries(attachments[name] ?? attachments[safeDecode(name)] ?? {})[0] ?? [];
    return type && content !== undefined ? `data:${type};base64,${content.replace(/\s/g, '')}` : whole;
  });
}

function safeDecode(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
