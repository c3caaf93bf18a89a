import { layerHistogramRows, layerStatRows, names } from '../schema/layer-stats';
import { columnsOf, describeTable, describeView, type TableDescription } from './describe';

const LAYER_STAT_ROWS = describeTable(
  layerStatRows,
  "Statistics of layers' tensors with interned names; read the view layer_stats instead.",
  {
    runId: 'Run that measured (runs.id).',
    layerId: 'Layer (layers.id).',
    tensorId: 'Tensor (names.id).',
    stageId: 'Moment in the life of the model (names.id).',
    step: 'Optimizer steps of the run done so far; at stage sensitivity the position of the level, from 0.',
    round: 'Round of iterative pruning, from 1; 0 outside of it.',
    targetSparsity: 'Sparsity asked for, in [0, 1]; null where none was.',
    valueCount: 'Values of the tensor.',
    zeros: 'Values that are exactly zero.',
    sparsity: 'zeros / value_count, in [0, 1].',
    mean: 'Mean of all values.',
    std: 'Standard deviation of all values.',
    minValue: 'Smallest value.',
    maxValue: 'Largest value.',
    l1: 'Sum of the absolute values.',
    l2: 'Root of the sum of the squares.',
    q01: '1 % quantile of all values.',
    q05: '5 % quantile of all values.',
    q25: '25 % quantile of all values.',
    q50: 'Median of all values; 0 when more than half are zero.',
    q75: '75 % quantile of all values.',
    q95: '95 % quantile of all values.',
    q99: '99 % quantile of all values.',
    nzQ01: '1 % quantile of the nonzero values; null when all are zero.',
    nzQ05: '5 % quantile of the nonzero values; null when all are zero.',
    nzQ25: '25 % quantile of the nonzero values; null when all are zero.',
    nzQ50: 'Median of the nonzero values; null when all are zero.',
    nzQ75: '75 % quantile of the nonzero values; null when all are zero.',
    nzQ95: '95 % quantile of the nonzero values; null when all are zero.',
    nzQ99: '99 % quantile of the nonzero values; null when all are zero.',
  },
);
const LAYER_HISTOGRAM_ROWS = describeTable(
  layerHistogramRows,
  'The histogram of a row of layer_stat_rows; read the view layer_histograms instead.',
  {
    runId: 'Run that measured (runs.id).',
    layerId: 'Layer (layers.id).',
    tensorId: 'Tensor (names.id).',
    stageId: 'Moment in the life of the model (names.id).',
    step: 'Step of the statistics it belongs to.',
    zeros: 'Values that are exactly zero; the histogram leaves them out.',
    histogram:
      'Nonzero values in 64 equal bins, 272 bytes: float64 lo, float64 hi, 64 uint32 counts, little-endian.',
  },
);

/** How the views name what their tables intern. */
const BY_NAME = {
  model_id: 'Model the layer belongs to (models.id).',
  layer: 'Name of the layer, as conv1 or fc2.',
  tensor: 'kernel, bias or activation (the output of the layer on 64 validation images).',
  stage:
    'baseline, trained, pruned, finetuned, quantized, distilled or sensitivity (one layer pruned alone).',
};
const LAYER_STATS = describeView(
  'layer_stats',
  'Distribution of every tensor of every layer at each stage of a run, by name.',
  {
    ...BY_NAME,
    ...columnsOf(
      LAYER_STAT_ROWS,
      Object.keys(LAYER_STAT_ROWS.columns).filter((name) => name !== 'tensor_id' && name !== 'stage_id'),
    ),
  },
);

/** Lines about the distributions of layers. */
export const LAYER_STAT_TABLES: readonly TableDescription[] = [
  describeTable(names, 'Interned names of tensors and stages.', {
    id: 'Number of the name.',
    name: 'The name.',
  }),
  LAYER_STAT_ROWS,
  LAYER_STATS,
  LAYER_HISTOGRAM_ROWS,
  describeView('layer_histograms', 'Histograms of layers by name, for the rows of layer_stats.', {
    ...BY_NAME,
    ...columnsOf(LAYER_HISTOGRAM_ROWS, ['run_id', 'layer_id', 'step', 'zeros', 'histogram']),
  }),
  describeView(
    'layer_summary',
    'Layers by stage and sparsity, with accuracy and, from sensitivity runs, its drop.',
    {
      ...columnsOf(LAYER_STATS, [
        ...['run_id', 'model_id', 'layer_id', 'layer', 'tensor', 'stage', 'step', 'round', 'target_sparsity'],
        ...['sparsity', 'value_count', 'mean', 'std', 'l2', 'nz_q50'],
      ]),
      experiment_id: 'Experiment of the run (experiments.id).',
      method: 'Method of the run, as prune.',
      model: 'Name of the model.',
      architecture: 'Architecture of the model, as lenet-5.',
      layer_type: 'Type of the layer, as conv2d or dense.',
      validation_accuracy:
        'Accuracy on the validation split, in [0, 1]: with this layer alone pruned at stage sensitivity, else of the model.',
      accuracy_drop:
        'Accuracy of the untouched model minus the one here, in [-1, 1]; null outside of stage sensitivity.',
      samples: 'Images the drop was measured on; null outside of stage sensitivity.',
    },
  ),
];
