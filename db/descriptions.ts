import type Database from 'better-sqlite3';
import { COMPRESSION_TABLES } from './descriptions/compression';
import { CONSOLE_TABLES } from './descriptions/console';
import type { TableDescription } from './descriptions/describe';
import { EVALUATION_TABLES } from './descriptions/evaluations';
import { LAYER_STAT_TABLES } from './descriptions/layer-stats';
import { METRIC_TABLES } from './descriptions/metrics';
import { MODEL_TABLES } from './descriptions/models';
import { NOTE_TABLES } from './descriptions/notes';
import { RUN_TABLES } from './descriptions/runs';

/** One line for every table, view and column. */
export const DESCRIPTIONS: readonly TableDescription[] = [
  ...RUN_TABLES,
  ...METRIC_TABLES,
  ...MODEL_TABLES,
  ...LAYER_STAT_TABLES,
  ...COMPRESSION_TABLES,
  ...EVALUATION_TABLES,
  ...NOTE_TABLES,
  ...CONSOLE_TABLES,
];

/** Copies the descriptions into `column_descriptions`, replacing what is there. */
export function writeDescriptions(sqlite: Database.Database): void {
  const insert = sqlite.prepare(
    'INSERT INTO column_descriptions (table_name, column_name, description) VALUES (?, ?, ?)',
  );
  sqlite
    .transaction(() => {
      sqlite.exec('DELETE FROM column_descriptions');
      for (const { table, description, columns } of DESCRIPTIONS) {
        insert.run(table, '', description);
        for (const [column, text] of Object.entries(columns)) insert.run(table, column, text);
      }
    })
    .immediate();
}
