import type { SqlDialect } from '@/lib/domain/sql/dialect';

/** A statement to begin with: `${1:text}` are its places, gone through by Tab; `$0` is where the caret is left. */
export interface Snippet {
  /** One word: a text of several cannot be typed to find it. */
  label: string;
  about: string;
  body: string;
  /** Only where the tracking database's tables are. */
  isOfRuns?: true;
}

const SNIPPETS: readonly Snippet[] = [
  {
    label: 'select',
    about: 'Rows of a table that meet a condition, newest first.',
    body: `SELECT \${2:*}
FROM \${1:runs}
WHERE \${3:id > 0}
ORDER BY \${4:id} DESC
LIMIT \${5:100}$0`,
    isOfRuns: true,
  },
  {
    label: 'count_by',
    about: 'How many rows there are of each value.',
    body: `SELECT \${2:method}, count(*) AS n
FROM \${1:runs}
GROUP BY \${2:method}
ORDER BY n DESC$0`,
    isOfRuns: true,
  },
  {
    label: 'with',
    about: 'A result with a name, and a query that reads it.',
    body: `WITH \${1:chosen} AS (
  \${2:SELECT 1 AS id}
)
SELECT \${3:*}
FROM \${1:chosen}$0`,
  },
  {
    label: 'best_of_each',
    about: 'The first rows of each group by an order: the most accurate run of each technique.',
    body: `SELECT *
FROM (
  SELECT r.*, row_number() OVER (PARTITION BY \${1:technique} ORDER BY \${2:test_accuracy} DESC) AS place
  FROM \${3:run_results} r
)
WHERE place <= \${4:1}$0`,
    isOfRuns: true,
  },
  {
    label: 'runs_by_param',
    about: 'Runs with the value of one hyperparameter and their accuracy.',
    body: `SELECT r.id AS run, r.name, p.value_num AS \${2:sparsity}, s.test_accuracy, s.accuracy_drop
FROM runs r
JOIN params p ON p.run_id = r.id AND p.key = '\${1:finalSparsity}'
LEFT JOIN run_results s ON s.run_id = r.id
ORDER BY \${2:sparsity}$0`,
    isOfRuns: true,
  },
  {
    label: 'last_metric_of_runs',
    about: 'The last, smallest and largest value of one metric, by run.',
    body: `SELECT r.id AS run, r.name, m.last_value, m.min_value, m.max_value, m.point_count
FROM run_metrics m
JOIN metric_keys k ON k.id = m.key_id
JOIN runs r ON r.id = m.run_id
WHERE k.name = '\${1:validation/accuracy}'
ORDER BY m.last_value DESC$0`,
    isOfRuns: true,
  },
  {
    label: 'layers_of_run',
    about: 'What is recorded of each layer of one run at one stage.',
    body: `SELECT layer, tensor, sparsity, mean, std, min_value, max_value
FROM layer_stats
WHERE run_id = \${1:1} AND stage = '\${2:trained}'
ORDER BY layer_id, tensor$0`,
    isOfRuns: true,
  },
  {
    label: 'compare_distributions',
    about:
      'How far the weights of each layer are apart in two runs (Wasserstein distance of their histograms).',
    body: `SELECT a.layer, wasserstein(a.histogram, a.zeros, b.histogram, b.zeros) AS distance
FROM layer_histograms a
JOIN layer_histograms b ON b.layer = a.layer AND b.tensor = a.tensor
WHERE a.run_id = \${1:1} AND a.stage = '\${2:trained}' AND b.run_id = \${3:2} AND b.stage = '\${4:finetuned}' AND a.tensor = 'kernel'
ORDER BY distance DESC$0`,
    isOfRuns: true,
  },
];

/** The statements that may be begun with where these tables are. */
export function snippetsOf(dialect: SqlDialect, hasRuns: boolean): readonly Snippet[] {
  return SNIPPETS.filter(({ isOfRuns }) => !isOfRuns || (hasRuns && dialect === 'sqlite'));
}
