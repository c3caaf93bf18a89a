import type Database from 'better-sqlite3';
import { AppError } from '@/lib/domain/errors';
import type { Cell, GivenTables } from './query-result';
import { distinctNames, type SqliteValue } from './sqlite-value';

/** Names a given table may have: they need no quotes in SQL. */
const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;

function isReal(type: string): boolean {
  return /REAL|FLOA|DOUB/.test(type);
}

/** The value SQLite gave for a cell: digits beyond 2^53 are an integer again where the column is of integers. */
function toValue(cell: Cell, type: string): SqliteValue {
  if (cell === null) return null;
  // SQLite tells 1 from 1.0, JSON does not.
  if (typeof cell === 'number') return Number.isSafeInteger(cell) && !isReal(type) ? BigInt(cell) : cell;
  if (typeof cell === 'object') return Buffer.from(cell.hex, 'hex');
  if (/INT/.test(type) && /^-?\d{16,19}$/.test(cell)) return BigInt(cell);
  if (isReal(type) && /^-?Infinity$/.test(cell)) return Number(cell);
  return cell;
}

/**
 * Makes rows readable as tables on a connection, for as long as it is open. A column whose name occurs again gets `_2`, `_3`.
 *
 * @throws AppError `invalid_argument` for a name that would need quotes or is a table's already, and for a blob that was
 *   cut.
 */
export function giveTables(connection: Database.Database, tables: GivenTables): void {
  const isTaken = connection.prepare(
    "SELECT 1 FROM sqlite_schema WHERE type IN ('table', 'view') AND name = ? COLLATE NOCASE",
  );
  for (const [name, { columns, rows }] of Object.entries(tables)) {
    if (!NAME.test(name) || /^(sqlite|pragma)_/i.test(name) || isTaken.get(name))
      throw new AppError(
        'invalid_argument',
        `The query was not run: a result cannot be read as "${name}". Give it another name, of letters, digits and underscores, that no table has.`,
      );
    if (
      rows.some((row) =>
        row.some((cell) => cell !== null && typeof cell === 'object' && cell.hex.length < 2 * cell.bytes),
      )
    )
      throw new AppError(
        'invalid_argument',
        `The query was not run: the result "${name}" holds blobs of which only the beginning was kept. Leave those columns out.`,
      );
    const names = distinctNames(columns.map((column) => column.name));
    connection.table(name, {
      columns: names,
      *rows() {
        for (const row of rows) yield row.map((cell, index) => toValue(cell, columns[index].type));
      },
    });
  }
}
