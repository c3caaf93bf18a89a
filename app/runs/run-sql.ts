/** The flattened config of a run. */
export function paramsSql(runId: number): string {
  return `-- Config of the run, flattened
SELECT key, value_text, value_num
FROM params
WHERE run_id = ${runId}
ORDER BY key`;
}

/** The files of a run. */
export function artifactsSql(runId: number): string {
  return `-- Files of the run
SELECT path, size_bytes, media_type, sha256, created_at
FROM artifacts
WHERE run_id = ${runId}
ORDER BY path`;
}
