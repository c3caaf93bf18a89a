/** Rows that the runs grid asks for at a time. */
export const RUNS_BLOCK = 100;
