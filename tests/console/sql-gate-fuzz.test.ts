import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { checkReadsOnly, requireReader } from '@/db/console/sql-gate';
import { generator } from './random';

const STATEMENTS = 120_000;
const SEED = 20_261_125;

const WRITES = [
  'INSERT INTO t VALUES (9)',
  'INSERT INTO t VALUES (9) RETURNING x',
  'REPLACE INTO t VALUES (9)',
  'UPDATE t SET x = 9',
  'UPDATE t SET x = 9 RETURNING *',
  'DELETE FROM t',
  'DELETE FROM t RETURNING x',
  'DROP TABLE t',
  'ALTER TABLE t ADD COLUMN y',
  'CREATE TABLE u AS SELECT 1',
  'CREATE TEMP TABLE u (x)',
  'CREATE VIEW v AS SELECT 1',
  'CREATE TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM t; END',
  'CREATE VIRTUAL TABLE f USING fts5(x)',
  "ATTACH 'FOLDER/leak.db' AS leak",
  "ATTACH DATABASE 'FOLDER/leak.db' AS leak",
  'DETACH main',
  'VACUUM',
  "VACUUM INTO 'FOLDER/leak.db'",
  "VACUUM main INTO 'FOLDER/leak.db'",
  'PRAGMA query_only = 0',
  'PRAGMA query_only(0)',
  'PRAGMA main.journal_mode = delete',
  'PRAGMA writable_schema = 1',
  "PRAGMA temp_store_directory = 'FOLDER'",
  'PRAGMA wal_checkpoint(TRUNCATE)',
  'PRAGMA user_version = 7',
  'PRAGMA optimize',
  'REINDEX',
  'ANALYZE',
  'BEGIN IMMEDIATE',
  'COMMIT',
  'ROLLBACK',
  'SAVEPOINT s',
  "SELECT load_extension('FOLDER/x')",
  "SELECT writefile('FOLDER/leak.db', 'x')",
  "SELECT fts3_tokenizer('x', x'00')",
  'SELECT * FROM pragma_query_only',
  'SELECT * FROM pragma_wal_checkpoint',
  'SELECT * FROM pragma_optimize',
];
const READS = [
  'SELECT x FROM t',
  'SELECT count(*) FROM t a, t b',
  "VALUES (1, 'a')",
  'WITH w AS (SELECT 1) SELECT * FROM w',
];
const SPACES = [
  ' ',
  '\n',
  '\t',
  '\r\n',
  '\f',
  '/**/',
  '/* ; */',
  '-- x\n',
  '\u00a0',
  '\u2003',
  '\uFEFF',
  '\u200b',
  ' ',
  ' ',
];
const WORDS =
  "SELECT x FROM t WHERE WITH RECURSIVE AS VALUES EXPLAIN QUERY PLAN PRAGMA ATTACH INTO RETURNING ON CONFLICT UNION ALL ( ) , ; * = '' 'a' \"t\" `t` [t] pragma_query_only pragma_table_info('t') 1 ? :a x'00' || -> . main temp sqlite_schema sqlite_master dbstat --\n /* */ \0 REPLACE INDEXED NOT IN (1) LIMIT 1 json_each('[1]')".split(
    ' ',
  );

it(`of ${STATEMENTS.toLocaleString('en')} generated statements none writes a byte or changes the connection`, () => {
  const root = mkdtempSync(join(tmpdir(), 'lathe-fuzz-'));
  const folder = join(root, 'data');
  mkdirSync(folder);
  const path = join(folder, 'lathe.db');
  const made = new Database(path);
  made.exec('CREATE TABLE t (x); INSERT INTO t VALUES (1), (2), (3); CREATE VIEW v AS SELECT x FROM t;');
  made.close();
  const files = () =>
    readdirSync(folder).map(
      (name) =>
        `${name} ${createHash('sha256')
          .update(readFileSync(join(folder, name)))
          .digest('hex')}`,
    );
  const before = files();

  const connection = new Database(path, { readonly: true, fileMustExist: true });
  connection.pragma('query_only = 1');
  connection.pragma('trusted_schema = 0');
  const random = generator(SEED);
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)];
  const cased = (text: string) =>
    random() < 0.5
      ? text
      : [...text].map((sign) => (random() < 0.5 ? sign.toLowerCase() : sign.toUpperCase())).join('');
  const spaced = (text: string) => text.replaceAll(' ', () => (random() < 0.7 ? ' ' : pick(SPACES)));
  const cut = (text: string) => {
    const at = Math.floor(random() * text.length);
    return (
      text.slice(0, at) +
      pick(['', pick(SPACES), pick(WORDS), pick(WORDS)]) +
      text.slice(at + Math.floor(random() * 3))
    );
  };
  const statement = (): string => {
    const kind = random();
    const base = pick(random() < 0.7 ? WRITES : READS).replaceAll('FOLDER', folder);
    if (kind < 0.2) return spaced(cased(base));
    if (kind < 0.35)
      return `${pick(SPACES)}${pick(['EXPLAIN ', 'EXPLAIN QUERY PLAN ', ';', '(', 'WITH w AS (SELECT 1) '])}${spaced(cased(base))}`;
    if (kind < 0.5) return `${pick(READS)}${pick([';', '; ', ';\0', ' UNION ', ' -- x\n; '])}${spaced(base)}`;
    if (kind < 0.6) return `SELECT * FROM (${base})`;
    if (kind < 0.8) return cut(cut(spaced(cased(base))));
    return Array.from({ length: 2 + Math.floor(random() * 12) }, () => pick(WORDS)).join(pick(SPACES));
  };

  let passed = 0;
  for (let count = 0; count < STATEMENTS; count++) {
    const sql = statement();
    try {
      const { isExplain } = checkReadsOnly(sql);
      const prepared = connection.prepare(sql);
      requireReader(prepared, isExplain);
      let rows = 0;
      for (const _row of prepared.raw().iterate()) if (++rows === 3) break;
      passed += 1;
    } catch {
      // Refused, or no SQL at all.
    }
    if (count % 2_000 !== 0 && count !== STATEMENTS - 1) continue;
    expect(connection.pragma('query_only', { simple: true }), sql).toBe(1);
    expect(connection.pragma('database_list'), sql).toHaveLength(1);
    expect(connection.inTransaction, sql).toBe(false);
    expect(files(), sql).toEqual(before);
  }
  // The gate does let reading statements through: else this would show nothing.
  expect(passed).toBeGreaterThan(STATEMENTS / 50);
  connection.close();
  expect(readdirSync(root)).toEqual(['data']);
  rmSync(root, { recursive: true, force: true });
}, 120_000);
