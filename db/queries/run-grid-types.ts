import type { RunListRow } from './run-list';

/**
 * Value of a cell. A metric that is not a number is NaN (`"NaN"` in JSON, as `"Infinity"` and `"-Infinity"`); null
 * when the run has no such value. A param is a number when it was recorded as one, else text.
 */
export type CellValue = number | string | null;

/** A run of the grid: its fixed facts, and the values of the columns that were asked for, by column id. */
export interface RunGridRow extends RunListRow {
  seed: number | null;
  /** Hash of the config without the seed: runs that share it differ in the seed alone. */
  configGroup: string;
  finishedAt: number | null;
  archivedAt: number | null;
  /** When it was put into the trash, UTC milliseconds. */
  deletedAt: number | null;
  deletedBy: string | null;
  /** In alphabetic order. */
  tags: string[];
  values: Record<string, CellValue>;
}

/** A window of the runs that match, and the count of all that do. */
export interface RunGridPage {
  rows: RunGridRow[];
  total: number;
}

/** Mean and sample standard deviation (n - 1) of a column over the `n` runs of a group that have a number in it. */
export interface GroupFigure {
  n: number;
  mean: number | null;
  /** Null for fewer than two numbers. */
  deviation: number | null;
}

/** Runs that share the values they are grouped by. */
export interface RunGroupRow {
  /** Values by what is grouped by: a column id or `config`. */
  group: Record<string, CellValue>;
  count: number;
  /** Name and id of the newest run of the group. */
  name: string;
  newestRunId: number;
  /** Of each numeric column that was asked for, by column id. */
  figures: Record<string, GroupFigure>;
  /** In the filter language: the runs of this group among those of the page's selection. */
  filter: string;
}

/** A window of the groups, the count of all groups, and of the runs in them. */
export interface RunGroupPage {
  groups: RunGroupRow[];
  total: number;
  runs: number;
}

/** Keys that exist; those that begin with what was searched for come first, then by name. */
export interface RunColumnChoices {
  params: string[];
  metrics: string[];
  /** False when there are more than were given. */
  isComplete: boolean;
}
