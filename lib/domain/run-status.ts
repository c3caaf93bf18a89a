/** What a run can be doing. `scheduled` and `running` are open; the other three are final. */
export const RUN_STATUSES = ['scheduled', 'running', 'finished', 'failed', 'killed'] as const;

/** One of {@link RUN_STATUSES}. */
export type RunStatus = (typeof RUN_STATUSES)[number];

/** True when a run with this status never changes again, except by an explicit resume. */
export function isFinalStatus(status: RunStatus): boolean {
  return status === 'finished' || status === 'failed' || status === 'killed';
}

/** The kinds of run. `pipeline` runs are parents: their children do the work. */
export const RUN_METHODS = ['train', 'sensitivity', 'prune', 'quantize', 'distill', 'pipeline'] as const;

/** One of {@link RUN_METHODS}. */
export type RunMethod = (typeof RUN_METHODS)[number];
