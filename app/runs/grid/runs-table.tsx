'use client';

import { Skeleton } from '@mantine/core';
import dynamic from 'next/dynamic';
import classes from './grid.module.css';
import { gridHeight } from './grid-height';
import type { RunsTableProps } from './initial-runs';

// Asked for at once, not only when the page has come to life.
if (typeof window !== 'undefined') void import('./runs-grid');

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
