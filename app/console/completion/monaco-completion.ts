import type { SchemaTable } from '@/db/console/schema-list';
import type { SqlDialect } from '@/lib/domain/sql/dialect';
import { monaco } from '../monaco-setup';
import { meaningAt } from './meaning';
import { type SchemaIndex, schemaIndex } from './place';
import type { Suggestion } from './proposals';
import { suggestionsAt } from './suggest';
import { valueAt } from './value-wanted';

/** What completion knows; the providers below are registered once for all editors of the page. */
let schema: SchemaIndex = new Map();
let dialect: SqlDialect = 'sqlite';

/** Tells completion the tables that may be read, and what their database speaks. */
export function setCompletionSchema(tables: readonly SchemaTable[], spoken: SqlDialect = 'sqlite'): void {
  schema = schemaIndex(tables);
  dialect = spoken;
}

const KINDS: Readonly<Record<Suggestion['kind'], monaco.languages.CompletionItemKind>> = {
  column: monaco.languages.CompletionItemKind.Field,
  table: monaco.languages.CompletionItemKind.Struct,
  alias: monaco.languages.CompletionItemKind.Variable,
  function: monaco.languages.CompletionItemKind.Function,
  keyword: monaco.languages.CompletionItemKind.Keyword,
  value: monaco.languages.CompletionItemKind.Value,
  snippet: monaco.languages.CompletionItemKind.Snippet,
};

const ORDER: readonly Suggestion['kind'][] = [
  'value',
  'column',
  'alias',
  'snippet',
  'function',
  'table',
  'keyword',
];

async function valuesOf(wanted: { column: string; table?: string; typed: string }): Promise<Suggestion[]> {
  const query = new URLSearchParams({ column: wanted.column, part: wanted.typed });
  if (wanted.table) query.set('table', wanted.table);
  const response = await fetch(`/api/console/values?${query}`).catch(() => undefined);
  if (!response?.ok) return [];
  const values = (await response.json()) as string[];
  return values.map((value) => ({ label: value, insert: value.replaceAll("'", "''"), kind: 'value' }));
}

/** Resolved in a task of its own, so that keys and frames come between. */
const nextTask = () => new Promise<void>((begun) => setTimeout(begun, 0));

/** Resolved behind the frame that shows what was typed last: to find and to draw proposals takes longer than a letter may. */
let letterShown = Promise.resolve();
monaco.editor.onDidCreateModel((model) => {
  model.onDidChangeContent(() => {
    letterShown = new Promise<void>((drawn) => requestAnimationFrame(() => drawn())).then(nextTask);
  });
});

monaco.languages.registerCompletionItemProvider('sql', {
  triggerCharacters: ['.', "'", '"', '(', '%'],
  provideCompletionItems: async (model, position) => {
    // Before the wait: what is typed in it, the editor counts onto the place that it asked about.
    const sql = model.getValue();
    const offset = model.getOffsetAt(position);
    await letterShown;
    const value = valueAt(sql, offset, schema, dialect);
    const found = value
      ? { ...value, items: await valuesOf(value), isIncomplete: true }
      : suggestionsAt(sql, offset, schema, dialect);
    if (!found) return { suggestions: [] };
    await nextTask();
    const range = monaco.Range.fromPositions(model.getPositionAt(found.from), model.getPositionAt(found.to));
    return {
      incomplete: found.isIncomplete,
      suggestions: found.items.map(({ label, insert, kind, detail, about }, index) => ({
        label: { label, description: detail },
        kind: KINDS[kind],
        insertText: insert,
        insertTextRules:
          kind === 'snippet' ? monaco.languages.CompletionItemInsertTextRule.InsertAsSnippet : undefined,
        filterText: label,
        documentation: about,
        range,
        sortText: `${ORDER.indexOf(kind)}${String(index).padStart(5, '0')}`,
      })),
    };
  },
});

monaco.languages.registerHoverProvider('sql', {
  provideHover: (model, position) => {
    const found = meaningAt(model.getValue(), model.getOffsetAt(position), schema, dialect);
    if (!found) return null;
    return {
      range: monaco.Range.fromPositions(model.getPositionAt(found.from), model.getPositionAt(found.to)),
      contents: [{ value: `\`${found.title}\`` }, { value: found.about }],
    };
  },
});
