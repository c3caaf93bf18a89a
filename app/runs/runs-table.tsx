'use client';

import { Skeleton } from '@mantine/core';
import dynamic from 'next/dynamic';
import type { RunListRow } from '@/db/queries/run-list';

/** Which runs a grid shows, and its first rows, already read. */
export interface RunsTableProps {
  experimentId?: number;
  parentRunId?: number;
  initial: { rows: RunListRow[]; total: number };
  height: number;
}

/** The runs grid; its code is loaded after the page is shown, in a box of its final size. */
export const RunsTable = dynamic<RunsTableProps>(
  () => import('./runs-grid').then((module) => module.RunsGrid),
  {
    ssr: false,
    loading: () => <Skeleton height={420} radius={4} />,
  },
);
