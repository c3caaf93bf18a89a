/** Beginnings of the names of the metrics that a run's page draws. */
export const PAGE_METRICS = ['train/', 'epoch/', 'validation/', 'test/', 'system/', 'model/'] as const;
