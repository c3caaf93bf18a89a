import type { Dataset } from '@/lib/data/dataset';
import type { ImageSet } from '@/lib/data/image-set';
import { selectSamples } from '@/lib/data/samples';
import type { JobConfig } from '@/lib/domain/run-config';

/** The images of each split that a run uses. */
export interface Splits {
  train: ImageSet;
  validation: ImageSet;
  test: ImageSet;
}

// Not the seed of the run: runs with different seeds must be measured on the same images.
const SAMPLE_SEED = 0;

/**
 * The images a run uses: whole splits, or as many of each as its config asks for; the same ones in every run.
 *
 * @throws AppError `invalid_argument` when a split has fewer.
 */
export function selectSplits({ splits }: Dataset, config: JobConfig['dataset']): Splits {
  const { train, validation, test } = splits;
  return {
    train: selectSamples(train, config.trainSamples ?? train.count, SAMPLE_SEED),
    validation: selectSamples(validation, config.validationSamples ?? validation.count, SAMPLE_SEED),
    test: selectSamples(test, config.testSamples ?? test.count, SAMPLE_SEED),
  };
}
