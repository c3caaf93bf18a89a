import { useMemo } from 'react';
import { runGridSql } from '@/db/queries/run-grid-text';
import type { RunGridSelection } from '@/lib/domain/run-grid-query';
import { SqlLink } from '../../format/sql-link';
import classes from './grid.module.css';

/** Opens the query of what the grid shows, in its order and with its columns. */
export function SelectionSqlLink({ selection }: { selection: RunGridSelection }) {
  const sql = useMemo(() => runGridSql(selection), [selection]);
  return (
    <span className={classes.sql}>
      <SqlLink sql={sql} />
    </span>
  );
}
