import { type NoteCell, type NoteCellOf, type NoteCellType, newNoteCell } from './note-content';
import type { NoteTemplate } from './note-template-names';

/** The texts of a study, Markdown. */
export interface TemplateWords {
  question: string;
  runs: string;
  /** What stands in the place of runs when none were chosen. */
  newest: string;
  conclusion: string;
  /** Above the cells of a study, by their name in it. */
  heading(part: string): string;
}

/** Most runs that a study names one by one. */
const MOST_NAMED = 30;

/** How a study looks at its runs side by side. */
const VIEWS: Readonly<Record<NoteTemplate, NoteCellOf<'comparison'>['settings']['view']>> = {
  pruning: 'scatter',
  quantization: 'scatter',
  distillation: 'curves',
  comparison: 'values',
};
/** Studies that end in the layers of a model: of the first run. */
const LAYERED: ReadonlySet<NoteTemplate> = new Set(['pruning', 'quantization']);

/**
 * The cells of a study: what is asked, the runs, queries with charts over them, and room for the conclusion. The queries
 * read the runs from one cell, `chosen`: those of `runIds`, which also stand side by side in a comparison, else those of
 * the newest experiment.
 */
export function noteTemplate(
  template: NoteTemplate,
  { runIds, words, newUid }: { runIds: readonly number[]; words: TemplateWords; newUid: () => string },
): NoteCell[] {
  const cell = <T extends NoteCellType>(type: T, source = '', rest: Partial<NoteCellOf<T>> = {}) =>
    ({ ...newNoteCell(type, newUid(), source), ...rest }) as NoteCellOf<T>;
  const mentions = runIds.slice(0, MOST_NAMED).map((id) => `#run ${id}`);
  const named =
    mentions.length > 0 ? `${mentions.join(', ')}${runIds.length > MOST_NAMED ? ' …' : ''}` : words.newest;
  const [firstRun] = runIds;
  const body = STUDIES[template].flatMap((part): NoteCell[] => {
    const query = cell('sql', part.sql, { name: part.name });
    const chart = part.chart && cell('chart', '', { settings: { cellUid: query.uid, spec: part.chart } });
    return [cell('markdown', words.heading(part.name)), query, ...(chart ? [chart] : [])];
  });
  return [
    cell('markdown', `${words.question}\n\n${words.runs}\n\n${named}`),
    cell('sql', chosenSql(runIds), { name: 'chosen' }),
    ...(runIds.length > 0
      ? [cell('comparison', '', { settings: { runIds: [...runIds], filter: '', view: VIEWS[template] } })]
      : []),
    ...(template === 'pruning'
      ? [
          cell('parameter', '', {
            name: 'most_drop',
            settings: { param: { type: 'real', value: '0.01' }, choices: [] },
          }),
        ]
      : []),
    ...body,
    ...(firstRun !== undefined && LAYERED.has(template)
      ? [cell('run', '', { settings: { runId: firstRun, parts: ['layers'], snapshot: null } })]
      : []),
    cell('markdown', words.conclusion),
  ];
}

function chosenSql(runIds: readonly number[]): string {
  return runIds.length > 0
    ? `SELECT id, name FROM runs\nWHERE id IN (${runIds.join(', ')})`
    : `SELECT id, name FROM runs\nWHERE experiment_id = (SELECT max(id) FROM experiments) AND deleted_at IS NULL`;
}

interface Part {
  name: string;
  sql: string;
  chart?: NoteCellOf<'chart'>['settings']['spec'];
}

const STUDIES: Readonly<Record<NoteTemplate, readonly Part[]>> = {
  pruning: [
    {
      name: 'pruned',
      sql: `SELECT r.run_id AS run, c.name, r.architecture, r.sparsity, r.test_accuracy, r.test_samples, r.accuracy_drop,
       r.stored_bytes, r.compression_ratio, r.latency_ms
FROM chosen c JOIN run_results r ON r.run_id = c.id
WHERE r.technique IN ('prune', 'combined') AND r.test_accuracy IS NOT NULL
ORDER BY r.architecture, r.sparsity`,
      chart: { kind: 'line', x: 'sparsity', y: ['test_accuracy'], series: 'architecture' },
    },
    {
      name: 'sensitive_layers',
      sql: `SELECT m.architecture, l.name AS layer, s.granularity,
       min(s.level) FILTER (WHERE s.accuracy_drop > :most_drop) AS sensitive_from,
       max(s.accuracy_drop) AS worst_drop, count(*) AS measurements
FROM layer_sensitivity s
JOIN layers l ON l.id = s.layer_id
JOIN models m ON m.id = l.model_id
WHERE s.technique = 'prune' AND (s.run_id IN (SELECT id FROM chosen) OR l.model_id IN
      (SELECT model_id FROM run_inputs WHERE run_id IN (SELECT id FROM chosen)))
GROUP BY m.architecture, l.name, s.granularity
ORDER BY coalesce(sensitive_from, 1), worst_drop DESC`,
    },
  ],
  quantization: [
    {
      name: 'quantized',
      sql: `SELECT r.run_id AS run, c.name, r.architecture, r.bits,
       (SELECT value_text FROM params WHERE run_id = c.id AND key = 'mode') AS mode,
       (SELECT value_text FROM params WHERE run_id = c.id AND key = 'weightGranularity') AS granularity,
       (SELECT group_concat(DISTINCT method) FROM calibrations WHERE run_id = c.id) AS calibration,
       r.test_accuracy, r.test_samples, r.accuracy_drop, r.stored_bytes, r.compression_ratio, r.latency_ms
FROM chosen c JOIN run_results r ON r.run_id = c.id
WHERE r.bits < 32 AND r.test_accuracy IS NOT NULL
ORDER BY r.architecture, r.bits, r.accuracy_drop`,
      chart: { kind: 'bar', x: 'name', y: ['accuracy_drop'] },
    },
    {
      name: 'quantized_layers',
      sql: `SELECT k.run_id AS run, l.name AS layer, q.tensor, q.bits, q.scheme, count(*) AS scales,
       min(q.sqnr_db) AS lowest_sqnr_db, avg(q.sqnr_db) AS mean_sqnr_db, max(q.clipped_fraction) AS most_clipped
FROM calibrations k
JOIN quantizers q ON q.calibration_id = k.id
JOIN layers l ON l.id = q.layer_id
WHERE k.run_id IN (SELECT id FROM chosen)
GROUP BY k.run_id, l.id, q.tensor
ORDER BY lowest_sqnr_db`,
    },
  ],
  distillation: [
    {
      name: 'distilled',
      sql: `SELECT r.run_id AS run, c.name, r.architecture,
       (SELECT value_num FROM params WHERE run_id = c.id AND key = 'temperature') AS temperature,
       (SELECT value_num FROM params WHERE run_id = c.id AND key = 'alpha') AS alpha,
       r.test_accuracy, r.test_samples, t.test_accuracy AS teacher_accuracy,
       t.test_accuracy - r.test_accuracy AS behind_teacher, r.parameters,
       t.parameters * 1.0 / r.parameters AS times_smaller
FROM chosen c
JOIN run_results r ON r.run_id = c.id
JOIN run_inputs i ON i.run_id = c.id AND i.role = 'teacher'
LEFT JOIN run_results t ON t.run_id = i.input_run_id
ORDER BY behind_teacher`,
    },
    {
      name: 'learning_curves',
      sql: `SELECT c.name || ' #' || c.id AS run_name, m.step, m.value AS validation_accuracy
FROM chosen c
JOIN runs r ON r.id = c.id AND r.method IN ('train', 'distill')
JOIN metrics m ON m.run_id = c.id AND m.key = 'validation/accuracy'
ORDER BY c.id, m.step`,
      chart: { kind: 'line', x: 'step', y: ['validation_accuracy'], series: 'run_name' },
    },
  ],
  comparison: [
    {
      name: 'results',
      sql: `SELECT r.run_id AS run, c.name, r.technique, r.architecture, r.sparsity, r.bits, r.test_accuracy, r.test_samples,
       r.accuracy_drop, r.stored_bytes, r.compression_ratio, r.latency_ms
FROM chosen c JOIN run_results r ON r.run_id = c.id
WHERE r.test_accuracy IS NOT NULL
ORDER BY r.test_accuracy DESC`,
      chart: { kind: 'scatter', x: 'stored_bytes', y: ['test_accuracy'], series: 'technique' },
    },
    {
      name: 'differing_params',
      sql: `SELECT p.key AS param, count(DISTINCT p.value_text) AS different_values, count(*) AS runs_with_it,
       group_concat('#' || p.run_id || ' ' || p.value_text, ', ') AS value_by_run
FROM params p
WHERE p.run_id IN (SELECT id FROM chosen) AND p.key NOT IN ('name', 'experiment')
GROUP BY p.key
HAVING different_values > 1 OR runs_with_it < (SELECT count(*) FROM chosen)
ORDER BY different_values DESC, p.key`,
    },
  ],
};
