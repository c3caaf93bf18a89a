'use client';

import { Skeleton } from '@mantine/core';
import dynamic from 'next/dynamic';
import type { Note } from '@/db/notes/notes';
import type { FieldIssue } from '@/lib/domain/errors';
import type { NoteCell } from '@/lib/domain/note-content';
import { ChartCell } from './chart-cell';
import classes from './notes.module.css';
import { ParameterCell } from './parameter-cell';
import { SqlCell } from './sql-cell';
import { TextCell } from './text-cell';
import type { CellRun } from './use-cell-runs';
import type { CellStates } from './use-cell-states';
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
  note: Note;
  runs: Readonly<Record<string, CellRun>>;
  states: CellStates;
  /** Version of each table when the page was made. */
  dataVersions: Readonly<Record<string, number>>;
  /** True for a cell that was just added: its text is open. */
  isNew: boolean;
  onChange: (patch: CellPatch) => void;
  /** Saves the note and runs SQL cells in this order. */
  onRun: (uids: string[]) => void;
  onCancel: () => void;
  /** Saves the note and compares the pinned result of an SQL cell with today's. */
  onCompare: React.ComponentProps<typeof SqlCell>['onCompare'];
  /** Saves the note and launches the run of the cell. */
  onLaunch: () => Promise<FieldIssue[]>;
}) {
  const { cell, note, runs, onChange, onRun } = props;
  const { states, withDownstream } = props.states;
  switch (cell.type) {
    case 'sql': {
      const below = withDownstream(cell.uid);
      return (
        <WhenNear ahead={<pre className={classes.theirs}>{cell.source}</pre>}>
          <SqlCell
            source={cell.source}
            run={runs[cell.uid]}
            state={states.get(cell.uid)}
            dataVersions={props.dataVersions}
            onChange={(source) => onChange({ source })}
            onRun={() => onRun([cell.uid])}
            onRunBelow={below.length > 1 ? () => onRun(below) : undefined}
            onCancel={props.onCancel}
            onCompare={props.onCompare}
          />
        </WhenNear>
      );
    }
    case 'parameter':
      return (
        <ParameterCell
          name={cell.name}
          settings={cell.settings}
          onChange={(settings) => onChange({ settings })}
          onRun={() => onRun(withDownstream(cell.uid))}
        />
      );
    case 'chart':
      return (
        <WhenNear ahead={<div style={{ height: 460 }} />}>
          <ChartCell
            settings={cell.settings}
            sqlCells={note.cells.filter(({ type }) => type === 'sql')}
            pinned={cell.settings.cellUid === null ? undefined : runs[cell.settings.cellUid]?.pinned}
            onChange={(settings) => onChange({ settings })}
          />
        </WhenNear>
      );
    case 'run':
      return <RunCell settings={cell.settings} onChange={(settings) => onChange({ settings })} />;
    case 'comparison':
      return <ComparisonCell settings={cell.settings} onChange={(settings) => onChange({ settings })} />;
    case 'launch':
      return (
        <LaunchCell
          source={cell.source}
          runId={cell.settings.runId}
          onChange={(source) => onChange({ source })}
          onLaunch={props.onLaunch}
        />
      );
    case 'markdown':
      return (
        <TextCell
          noteId={note.id}
          uid={cell.uid}
          source={cell.source}
          startsOpen={props.isNew || cell.source === ''}
          onChange={(source) => onChange({ source })}
        />
      );
  }
}
