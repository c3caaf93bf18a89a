/** The config of a run: flattened, or as a whole where it has no params of its own, as a pipeline's. */
export function configSql(runId: number, hasParams: boolean): string {
  return hasParams
    ? `-- Config of the run, flattened
SELECT key, value_text, value_num
FROM params
WHERE run_id = ${runId}
ORDER BY key`
    : `-- Config of the run
SELECT config
FROM runs
WHERE id = ${runId}`;
}

/** The files of a run. */
export function artifactsSql(runId: number): string {
  return `-- Files of the run
SELECT path, size_bytes, media_type, sha256, created_at
FROM artifacts
WHERE run_id = ${runId}
ORDER BY path`;
}
