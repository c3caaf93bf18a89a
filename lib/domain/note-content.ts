import { z } from 'zod';
import { chartSpecSchema } from './chart-spec';
import { typedParamSchema } from './typed-param';

/** What a cell of a note can be. */
export const NOTE_CELL_TYPES = [
  'markdown',
  'sql',
  'chart',
  'run',
  'comparison',
  'launch',
  'parameter',
] as const;
/** One of {@link NOTE_CELL_TYPES}. */
export type NoteCellType = (typeof NOTE_CELL_TYPES)[number];

/** Most cells of a note. */
export const MOST_CELLS = 300;
/** Most bytes of a note, as JSON in UTF-8; a server action takes twice as many. */
export const MOST_NOTE_BYTES = 4 * 1024 * 1024;
/** Most runs that a comparison lists by their numbers. */
const MOST_COMPARED_RUNS = 200;

/** 32 hex digits, chosen where a cell is made. */
export const cellUidSchema = z.string().regex(/^[0-9a-f]{32}$/);
/** A name that SQL takes without quotes, as a table and as `:name`; empty for none. */
export const cellNameSchema = z.string().regex(/^([A-Za-z_][A-Za-z0-9_]{0,63})?$/);
const id = z.int().positive();

/** The parts of a run that a cell shows. */
export const RUN_PARTS = ['summary', 'curves', 'layers'] as const;
export type RunPart = (typeof RUN_PARTS)[number];

/** How a comparison is looked at: a table of values, curves over each other, two quantities, layer by layer. */
export const COMPARISON_VIEWS = ['values', 'curves', 'scatter', 'layers'] as const;

/** A table of values as it was read: columns with types, rows as long as the columns. */
const keptTableSchema = z.object({
  columns: z.array(z.object({ name: z.string(), type: z.string() })),
  rows: z.array(z.array(z.union([z.null(), z.number(), z.string()]))),
});
export type KeptTable = z.infer<typeof keptTableSchema>;

/** What a run showed at a moment. */
const runSnapshotSchema = z.object({
  /** UTC milliseconds. */
  at: z.int(),
  by: z.string(),
  parts: z.partialRecord(z.enum(RUN_PARTS), keptTableSchema),
});
export type RunSnapshot = z.infer<typeof runSnapshotSchema>;

function cellSchema<T extends NoteCellType, S extends z.ZodRawShape>(type: T, settings: S) {
  const settingsSchema = z.object(settings);
  return z.object({
    uid: cellUidSchema,
    type: z.literal(type),
    source: z.string().default(''),
    name: cellNameSchema.default(''),
    settings: settingsSchema.prefault({} as z.input<typeof settingsSchema>),
    isFolded: z.boolean().default(false),
  });
}

/**
 * One cell of a note. `source` is its text: Markdown, SQL, the config of a run as JSON, else a caption. `name` is how
 * other cells read it: the result of an SQL cell as a table, a parameter as `:name`.
 */
export const noteCellSchema = z.discriminatedUnion('type', [
  cellSchema('markdown', {}),
  cellSchema('sql', {}),
  /** A chart over the result of the SQL cell `cellUid`; without `spec` the one that fits best. */
  cellSchema('chart', {
    cellUid: cellUidSchema.nullable().default(null),
    spec: chartSpecSchema.nullable().default(null),
  }),
  /** Parts of a run: as they are now, or as they were at the moment of `snapshot`. */
  cellSchema('run', {
    runId: id.nullable().default(null),
    parts: z
      .array(z.enum(RUN_PARTS))
      .max(RUN_PARTS.length)
      .default(() => ['summary' as const]),
    snapshot: runSnapshotSchema.nullable().default(null),
  }),
  /** Runs side by side: those of `runIds`, else those that the filter of the grid finds, seen as `view` says. */
  cellSchema('comparison', {
    runIds: z
      .array(id)
      .max(MOST_COMPARED_RUNS)
      .default(() => []),
    filter: z.string().max(2_000).default(''),
    view: z.enum(COMPARISON_VIEWS).default('values'),
  }),
  /** A run config, and the run that was launched with it. */
  cellSchema('launch', { runId: id.nullable().default(null) }),
  /** A value that queries read as `:name`; with `choices` one of them. */
  cellSchema('parameter', {
    param: typedParamSchema.default(() => ({ type: 'text' as const, value: '' })),
    choices: z
      .array(z.string().max(1_000))
      .max(200)
      .default(() => []),
  }),
]);

/** One cell of a note. */
export type NoteCell = z.output<typeof noteCellSchema>;
/** A cell as it may be given: all but `uid` and `type` have defaults. */
export type NoteCellInput = z.input<typeof noteCellSchema>;
/** A cell of one type. */
export type NoteCellOf<T extends NoteCellType> = Extract<NoteCell, { type: T }>;

/** The cells of a note, each of them once. */
export const noteCellsSchema = z
  .array(noteCellSchema)
  .max(MOST_CELLS)
  .refine((cells) => new Set(cells.map(({ uid }) => uid)).size === cells.length, 'A cell occurs twice.');

const isWithinBytes = (content: unknown) =>
  new TextEncoder().encode(JSON.stringify(content)).length <= MOST_NOTE_BYTES;
const TOO_LARGE = `A note holds at most ${MOST_NOTE_BYTES / 1024 / 1024} MB. Split it in two.`;

/** What a save of a note carries. */
export const noteContentSchema = z
  .object({ title: z.string().trim().min(1).max(200), cells: noteCellsSchema })
  .refine(isWithinBytes, TOO_LARGE);

/** What a draft carries: its title may be half written. */
export const noteDraftSchema = z
  .object({ title: z.string().max(200), cells: noteCellsSchema })
  .refine(isWithinBytes, TOO_LARGE);
export type NoteDraftContent = z.output<typeof noteDraftSchema>;

/** Title and cells of a note. */
export type NoteContent = z.output<typeof noteContentSchema>;
/** Title and cells as they may be given. */
export type NoteContentInput = z.input<typeof noteContentSchema>;

/** A new cell with the settings that its type begins with. */
export function newNoteCell<T extends NoteCellType>(type: T, uid: string, source = ''): NoteCellOf<T> {
  return noteCellSchema.parse({ type, uid, source }) as NoteCellOf<T>;
}

/** True when two states of a cell say the same; whether they are folded does not count. */
export function isSameCell(a: NoteCell, b: NoteCell): boolean {
  return (
    a.type === b.type &&
    a.source === b.source &&
    a.name === b.name &&
    JSON.stringify(a.settings) === JSON.stringify(b.settings)
  );
}
