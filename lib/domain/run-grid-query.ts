import { z } from 'zod';
import { CONFIG_GROUP, parseColumnId } from './run-columns';

/** Most columns of a page or an export. */
export const MOST_GRID_COLUMNS = 200;

/** Most rows of a page. */
export const MOST_GRID_ROWS = 1_000;

const columnIdSchema = z
  .string()
  .max(6_000)
  .refine((id) => parseColumnId(id) !== undefined, {
    error: ({ input }) => `"${String(input).slice(0, 80)}" is no column of runs.`,
  });

const groupSchema = z.union([
  z.literal(CONFIG_GROUP),
  columnIdSchema.refine((id) => id !== 'tags' && parseColumnId(id)?.type !== 'metric', {
    error: 'Runs are grouped by params and by facts other than tags.',
  }),
]);

/** Order of rows: `column` is a column id; of groups also `count` or `config`. Rows without a value come last. */
export const runGridSortSchema = z.object({
  column: z.union([z.literal(['count', CONFIG_GROUP]), columnIdSchema]),
  descending: z.boolean(),
});

/** What is shown of the runs, at any border: the query of a page, an export, a saved view. */
export const runGridViewSchema = z.object({
  /** In the filter language; empty for all. */
  filter: z.string().max(20_000).default(''),
  /** Ids of the columns whose values are wanted. */
  columns: z.array(columnIdSchema).max(MOST_GRID_COLUMNS).default([]),
  /** First by the first; ties by id, in the direction of the last (newest first when empty). */
  sort: z.array(runGridSortSchema).max(5).default([]),
  /** Column ids or `config`; empty for single runs. */
  groupBy: z
    .array(groupSchema)
    .max(4)
    .refine((ids) => new Set(ids).size === ids.length, { error: 'Runs are grouped once by each column.' })
    .default([]),
  show: z.enum(['live', 'archived', 'trash']).default('live'),
});

/** A view of the runs: of one experiment, of the children of one run, or of all. */
export const runGridSelectionSchema = runGridViewSchema.extend({
  experimentId: z.int().positive().optional(),
  parentRunId: z.int().positive().optional(),
});

/** The query of a page of the runs grid. */
export const runGridQuerySchema = runGridSelectionSchema.extend({
  offset: z.int().nonnegative().default(0),
  limit: z.int().positive().max(MOST_GRID_ROWS).default(100),
});

/** Order by one column. */
export type RunGridSort = z.infer<typeof runGridSortSchema>;

/** Which runs, with which columns, in which order. */
export type RunGridSelection = z.infer<typeof runGridSelectionSchema>;

/** A selection and the window of it. */
export type RunGridQuery = z.infer<typeof runGridQuerySchema>;

/** What a saved view holds: a view and the widths of its columns in CSS pixels, by column id. */
export const savedViewStateSchema = runGridViewSchema.extend({
  widths: z.record(z.string().max(6_000), z.int().min(20).max(4_000)).default({}),
});

/** What a saved view holds. */
export type SavedViewState = z.infer<typeof savedViewStateSchema>;
