import { describe, expect, it } from 'vitest';
import { schemaIndex } from '@/app/console/completion/place';
import { snippetsOf } from '@/app/console/completion/snippets';
import { suggestionsAt } from '@/app/console/completion/suggest';
import { registerAnalysisFunctions } from '@/db/console/register-analysis-functions';
import { temporaryDatabase } from '../db/temporary-database';

describe('snippets', () => {
  it('are statements that run as they come', () => {
    const db = temporaryDatabase();
    registerAnalysisFunctions(db.sqlite);
    for (const { label, body } of snippetsOf('sqlite', true)) {
      // One word: with a space in it, what is typed up to there would be a statement of its own.
      expect(label).toMatch(/^\w+$/);
      const sql = body.replaceAll(/\$\{\d+:([^}]*)\}|\$0/g, (_, text = '') => text);
      expect(sql, label).not.toContain('$');
      expect(() => db.sqlite.prepare(sql).all(), label).not.toThrow();
    }
  });

  it('are proposed where a statement begins, and those of the tracking database only there', () => {
    const runs = schemaIndex([{ name: 'run_results', kind: 'table', description: 'Results.', columns: [] }]);
    const labels = (sql: string, schema = runs, dialect: 'sqlite' | 'postgres' = 'sqlite') =>
      suggestionsAt(sql, sql.length, schema, dialect)
        ?.items.filter(({ kind }) => kind === 'snippet')
        .map(({ label }) => label);
    expect(labels('')).toContain('layers_of_run');
    expect(labels('SELECT 1; lay')).toContain('layers_of_run');
    expect(labels('-- which?\nbest')).toContain('best_of_each');
    expect(labels('SELECT best')).toEqual([]);
    expect(labels('', schemaIndex([]))).toEqual(['with']);
    expect(labels('', runs, 'postgres')).toEqual(['with']);
  });
});
