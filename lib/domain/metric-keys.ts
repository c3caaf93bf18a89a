/**
 * Keys of the metrics that Lathe's own runs record. The step of a metric is the count of optimizer steps in the
 * run so far; accuracies are fractions in [0, 1].
 */
export const METRIC_KEYS = {
  trainLoss: 'train/loss',
  trainAccuracy: 'train/accuracy',
  epochTrainLoss: 'epoch/train_loss',
  epochTrainAccuracy: 'epoch/train_accuracy',
  validationLoss: 'validation/loss',
  validationAccuracy: 'validation/accuracy',
  testLoss: 'test/loss',
  testAccuracy: 'test/accuracy',
  distillationLoss: 'train/distillation_loss',
  studentLoss: 'train/student_loss',
  learningRate: 'train/learning_rate',
  epoch: 'train/epoch',
  imagesPerSecond: 'system/images_per_second',
  memoryBytes: 'system/memory_bytes',
  sparsity: 'model/sparsity',
} as const;

/** One of the keys of {@link METRIC_KEYS}. */
export type MetricKey = (typeof METRIC_KEYS)[keyof typeof METRIC_KEYS];
