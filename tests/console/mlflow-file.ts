import Database from 'better-sqlite3';

/**
 * A file as MLflow's tracking server keeps it (SQLAlchemy models of MLflow 2: `SqlExperiment`, `SqlRun`, `SqlMetric`,
 * `SqlParam`): two runs of one experiment, whose names the tracking database has too.
 */
export function makeMlflowFile(path: string, journalMode: 'delete' | 'wal' = 'delete'): void {
  const file = new Database(path);
  file.pragma(`journal_mode = ${journalMode}`);
  file.exec(`
    CREATE TABLE experiments (experiment_id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(256) NOT NULL UNIQUE,
      artifact_location VARCHAR(256), lifecycle_stage VARCHAR(32), creation_time BIGINT, last_update_time BIGINT);
    CREATE TABLE runs (run_uuid VARCHAR(32) NOT NULL PRIMARY KEY, name VARCHAR(250), status VARCHAR(9),
      start_time BIGINT, end_time BIGINT, lifecycle_stage VARCHAR(20),
      experiment_id INTEGER REFERENCES experiments (experiment_id));
    CREATE TABLE metrics (key VARCHAR(250) NOT NULL, value FLOAT NOT NULL, timestamp BIGINT NOT NULL,
      run_uuid VARCHAR(32) NOT NULL REFERENCES runs (run_uuid), step BIGINT NOT NULL, is_nan BOOLEAN NOT NULL,
      PRIMARY KEY (key, timestamp, step, run_uuid, value, is_nan));
    CREATE TABLE params (key VARCHAR(250) NOT NULL, value VARCHAR(8000) NOT NULL,
      run_uuid VARCHAR(32) NOT NULL REFERENCES runs (run_uuid), PRIMARY KEY (key, run_uuid));
    INSERT INTO experiments VALUES (1, 'starter', '/mlruns/1', 'active', 1700000000000, 1700000000000);
    INSERT INTO runs VALUES ('a0', 'dense', 'FINISHED', 1700000000000, 1700000060000, 'active', 1),
      ('b1', 'pruned', 'FINISHED', 1700000060000, 1700000120000, 'active', 1);
    INSERT INTO metrics VALUES ('accuracy', 0.75, 1, 'a0', 0, 0), ('accuracy', 0.875, 2, 'a0', 1, 0),
      ('accuracy', 0.5, 3, 'b1', 0, 0);
    INSERT INTO params VALUES ('lr', '0.01', 'a0'), ('lr', '0.1', 'b1');
  `);
  file.close();
}
