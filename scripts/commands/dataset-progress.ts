import { Presets, SingleBar } from 'cli-progress';
import type { Progress } from '@/lib/data/register-dataset';

/**
 * Shows stages on standard error: a bar on a terminal, elsewhere one line for each stage.
 *
 * @returns What reports progress, and what ends the display.
 */
export function showProgress(stream: NodeJS.WriteStream = process.stderr): {
  progress: Progress;
  done: () => void;
} {
  let stage = '';
  let bar: SingleBar | undefined;
  const done = () => {
    bar?.stop();
    bar = undefined;
  };
  const progress: Progress = (next, value, total) => {
    if (next !== stage) {
      done();
      stage = next;
      if (total !== undefined && stream.isTTY) {
        bar = new SingleBar({ stream, format: `${stage} {bar} {value}/{total}` }, Presets.shades_classic);
        bar.start(total, value ?? 0);
      } else {
        stream.write(`${stage} ...\n`);
      }
    }
    if (value !== undefined) bar?.update(value);
  };
  return { progress, done };
}
