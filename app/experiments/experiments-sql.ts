/** The experiments of the first page: those in the trash, whose runs all are, or the others. */
export function experimentsSql(isTrash: boolean): string {
  const trashed = 'count(r.id) > 0 AND count(r.id) = count(r.deleted_at)';
  return `-- Experiments ${isTrash ? 'in the trash' : 'with the state of their runs'}
SELECT e.id, e.name, e.description, e.created_by, e.created_at, count(r.id) AS runs,
  count(r.deleted_at) AS runs_in_trash,
  ${['scheduled', 'running', 'finished', 'failed', 'killed']
    .map((status) => `count(*) FILTER (WHERE r.status = '${status}' AND r.deleted_at IS NULL) AS ${status}`)
    .join(',\n  ')},
  max(e.created_at, coalesce(max(r.created_at), 0), coalesce(max(r.started_at), 0), coalesce(max(r.finished_at), 0)) AS last_activity_at
FROM experiments e
LEFT JOIN runs r ON r.experiment_id = e.id AND r.method <> 'pipeline'
GROUP BY e.id
HAVING ${isTrash ? trashed : `NOT (${trashed})`}
ORDER BY last_activity_at DESC, e.id DESC`;
}
