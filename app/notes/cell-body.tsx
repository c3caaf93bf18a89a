'use client';

import type { Note } from '@/db/notes/notes';
import type { NoteCell } from '@/lib/domain/note-content';
import { ChartCell } from './chart-cell';
import { ParameterCell } from './parameter-cell';
import { SqlCell } from './sql-cell';
import { TextCell } from './text-cell';
import type { CellRun } from './use-cell-runs';
import type { CellStates } from './use-cell-states';
import type { CellPatch } from './use-note';

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
}) {
  const { cell, note, runs, onChange, onRun } = props;
  const { states, withDownstream } = props.states;
  switch (cell.type) {
    case 'sql': {
      const below = withDownstream(cell.uid);
      return (
        <SqlCell
          source={cell.source}
          run={runs[cell.uid]}
          state={states.get(cell.uid)}
          dataVersions={props.dataVersions}
          onChange={(source) => onChange({ source })}
          onRun={() => onRun([cell.uid])}
          onRunBelow={below.length > 1 ? () => onRun(below) : undefined}
          onCancel={props.onCancel}
        />
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
        <ChartCell
          settings={cell.settings}
          sqlCells={note.cells.filter(({ type }) => type === 'sql')}
          pinned={cell.settings.cellUid === null ? undefined : runs[cell.settings.cellUid]?.pinned}
          onChange={(settings) => onChange({ settings })}
        />
      );
    default:
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
