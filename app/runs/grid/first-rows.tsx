import type { ColDef } from 'ag-grid-community';
import type { ComponentType } from 'react';
import type { CellValue, RunGridRow } from '@/db/queries/run-grid-types';
import classes from './first-rows.module.css';
import { valueText } from './value-text';

/**
 * The first rows as plain HTML, in the places that the grid gives them: they are read and clicked while its code is
 * still on the way.
 */
export function FirstRows(props: { columns: readonly ColDef<RunGridRow>[]; rows: readonly RunGridRow[] }) {
  const { columns, rows } = props;
  return (
    <div className={classes.frame} data-testid="first-rows">
      <table className={classes.table}>
        <thead>
          <tr className={classes.head}>
            <td className={classes.selection} />
            {columns.map(({ colId, headerName, width, type }) => (
              <th key={colId} scope="col" data-column={colId} className={alignment(type)} style={{ width }}>
                {headerName}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <td className={classes.selection}>
                <span className={classes.box} />
              </td>
              {columns.map((column) => (
                <Cell key={column.colId} column={column} row={row} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ column, row }: { column: ColDef<RunGridRow>; row: RunGridRow }) {
  const { colId = '', width, type } = column;
  const value = row.values[colId];
  // The same components draw the cells of the grid.
  const Content = column.cellRenderer as
    | ComponentType<{ data: RunGridRow; value: CellValue | undefined }>
    | undefined;
  const isPlainNumber = typeof value === 'number' && !Content;
  return (
    <td data-column={colId} className={isPlainNumber ? classes.number : alignment(type)} style={{ width }}>
      {Content ? <Content data={row} value={value} /> : valueText(colId, value)}
    </td>
  );
}

function alignment(type: ColDef['type']): string | undefined {
  return type === 'rightAligned' ? classes.number : undefined;
}
