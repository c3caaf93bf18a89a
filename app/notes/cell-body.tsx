'use client';

import { Skeleton } from '@mantine/core';
import dynamic from 'next/dynamic';
import type { CellState } from '@/lib/domain/note-cell-state';
import type { NoteCell } from '@/lib/domain/note-content';
import type { CellActions } from './cell-actions';
import { ChartCell } from './chart-cell';
import classes from './notes.module.css';
import { ParameterCell } from './parameter-cell';
import { SqlCell } from './sql-cell';
import { TextCell } from './text-cell';
import type { CellRun } from './use-cell-runs';
import type { SqlCellName } from './use-cell-states';
import type { CellPatch } from './use-note';
import { WhenNear } from './when-near';

// Few notes have these, and what draws runs is much.
const waiting = () => <Skeleton height={120} />;
const RunCell = dynamic(() => import('./run-cell').then((file) => file.RunCell), { loading: waiting });
const ComparisonCell = dynamic(() => import('./comparison-cell').then((file) => file.ComparisonCell), {
  loading: waiting,
});
const LaunchCell = dynamic(() => import('./launch-cell').then((file) => file.LaunchCell), {
  loading: waiting,
});

/** What a cell holds, by its type. */
export function CellBody(props: {
  cell: NoteCell;
  noteId: number;
  /** What is known of the SQL cell itself, or of that which a chart draws. */
  run: CellRun | undefined;
  state: CellState | undefined;
  /** True when SQL cells read it. */
  isRead: boolean;
  /** The SQL cells of the note, for a chart to choose from. */
  sqlCells: readonly SqlCellName[] | undefined;
  /** Tables that were written after the result of the SQL cell was seen. */
  changedTables: string;
  /** True for a cell that was just added: its text is open. */
  isNew: boolean;
  actions: CellActions;
}) {
  const { cell, run, actions } = props;
  const { uid } = cell;
  const change = (patch: CellPatch) => actions.change(uid, patch);
  switch (cell.type) {
    case 'sql':
      return (
        <WhenNear ahead={<pre className={classes.theirs}>{cell.source}</pre>}>
          <SqlCell
            source={cell.source}
            run={run}
            state={props.state}
            changedTables={props.changedTables}
            onChange={(source) => change({ source })}
            onRun={() => actions.run(uid)}
            onRunBelow={props.isRead ? () => actions.runBelow(uid) : undefined}
            onCancel={() => actions.cancel(uid)}
            onCompare={() => actions.compare(uid)}
          />
        </WhenNear>
      );
    case 'parameter':
      return (
        <ParameterCell
          name={cell.name}
          settings={cell.settings}
          onChange={(settings) => change({ settings })}
          onRun={() => actions.runBelow(uid)}
        />
      );
    case 'chart':
      return (
        <WhenNear ahead={<div style={{ height: 460 }} />}>
          <ChartCell
            settings={cell.settings}
            sqlCells={props.sqlCells ?? []}
            pinned={run?.pinned}
            onChange={(settings) => change({ settings })}
          />
        </WhenNear>
      );
    case 'run':
      return <RunCell settings={cell.settings} onChange={(settings) => change({ settings })} />;
    case 'comparison':
      return <ComparisonCell settings={cell.settings} onChange={(settings) => change({ settings })} />;
    case 'launch':
      return (
        <LaunchCell
          source={cell.source}
          runId={cell.settings.runId}
          onChange={(source) => change({ source })}
          onLaunch={() => actions.launch(uid)}
        />
      );
    case 'markdown':
      return (
        <TextCell
          noteId={props.noteId}
          uid={cell.uid}
          source={cell.source}
          isNew={props.isNew}
          startsOpen={props.isNew || cell.source === ''}
          onChange={(source) => change({ source })}
        />
      );
  }
}
