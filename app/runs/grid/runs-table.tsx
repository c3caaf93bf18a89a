'use client';

import { Skeleton } from '@mantine/core';
import dynamic from 'next/dynamic';
import classes from './grid.module.css';
import type { InitialRuns } from './initial-runs';

/**
 * Which runs a grid shows, and what was read of them already, by `readInitialRuns`. The path of this module, the name
 * and these props stay: pages build on them.
 */
export interface RunsTableProps {
  experimentId?: number;
  parentRunId?: number;
  initial: InitialRuns;
  /** Most CSS pixels of the grid; one with few runs is smaller. */
  height: number;
}

const HEADER_HEIGHT = 36;
const ROW_HEIGHT = 32;
const LEAST_ROWS = 4;

/** Height of the box of a grid of so many rows. */
export function gridHeight(rows: number, most: number): number {
  return Math.min(most, HEADER_HEIGHT + ROW_HEIGHT * Math.max(rows + 1, LEAST_ROWS));
}

const RunsGrid = dynamic<RunsTableProps>(() => import('./runs-grid').then((module) => module.RunsGrid), {
  ssr: false,
  loading: () => (
    <div className={classes.skeleton}>
      <Skeleton height={30} radius={4} />
      <Skeleton height="calc(100% - 70px)" mt={40} radius={4} />
    </div>
  ),
});

/** The runs grid; its code is loaded after the page is shown, in a box of its final size. */
export function RunsTable(props: RunsTableProps) {
  return (
    <div style={{ minHeight: gridHeight(props.initial.total, props.height) + 70 }} className={classes.box}>
      <RunsGrid {...props} />
    </div>
  );
}
