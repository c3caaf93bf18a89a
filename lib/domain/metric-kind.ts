/** What a number measures in. Fractions lie in [0, 1]; a difference of them in [-1, 1]. */
export type MetricUnit = 'fraction' | 'loss' | 'bytes' | 'milliseconds' | 'count' | 'number';

/** Whether a larger or a smaller number is the better one. */
export type Better = 'more' | 'less';

/** What the name of a quantity tells. */
export interface MetricKind {
  unit: MetricUnit;
  /** Undefined where the name does not say, or where neither end is better. */
  better: Better | undefined;
  /** The word that told it, such as `accuracy` or `loss`; empty when none did. */
  word: string;
}

/** What a word means where it ends a name: `accuracy_drop` is a drop, `loss_scale` is no loss. */
const WORDS = new Map<string, MetricKind>();
function define(unit: MetricUnit, better: Better | undefined, words: string): void {
  for (const word of words.split(' ')) WORDS.set(word, { unit, better, word });
}
define('fraction', 'more', 'accuracy acc top1 top5 f1 auc auroc recall iou miou dice sparsity');
define('fraction', 'less', 'drop');
define('fraction', undefined, 'fraction density');
define('loss', 'less', 'loss nll');
define('bytes', 'less', 'bytes');
define('milliseconds', 'less', 'ms milliseconds');
define('count', 'less', 'macs flops parameters params nonzeros errors');
define('count', undefined, 'count samples');
define('number', 'less', 'error err mse mae rmse perplexity ppl wer cer latency seconds bits');
define('number', 'less', 'divergence distance wasserstein kl');
define('number', 'more', 'throughput speedup score bleu cosine sqnr snr psnr ssim fps qps');
// Known to measure nothing that is better at one end, whatever stands before them.
define('number', undefined, 'rate ratio norm scale weight std variance step epoch round temperature alpha');

/** Says which value of a quantity is meant; left out at the end of a name. */
const WHICH = /^(mean|avg|average|median|min|max|last|best|final|total|sum|ema|smoothed|p\d{1,3}|db|\d+)$/;
const SPANS = new Set(['second', 'sec', 's', 'minute', 'hour']);
const UNKNOWN: MetricKind = { unit: 'number', better: undefined, word: '' };

/** Kinds of parts of names that were read before: the thousands of names of a run share most of theirs. */
const read = new Map<string, MetricKind | undefined>();
const MOST_READ = 10_000;

/**
 * The kind of a metric, a fact or a column of a result, by its name alone. A name is read as English is: in its last
 * part (behind the last slash) the last word counts, apart from words such as `mean` or `p95`; where that part says
 * nothing (`loss/train`) the parts before it are asked. Bits, sizes and times are better when less.
 */
export function metricKind(name: string): MetricKind {
  for (const part of name.split('/').reverse()) {
    const kind = kindOfPart(part);
    if (kind) return kind;
  }
  return UNKNOWN;
}

function kindOfPart(part: string): MetricKind | undefined {
  if (read.has(part)) return read.get(part);
  const kind = kindOfWords(wordsOf(part));
  if (read.size === MOST_READ) read.clear();
  read.set(part, kind);
  return kind;
}

function wordsOf(part: string): string[] {
  const parted = part.replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2').toLowerCase();
  // "top-1" and "top_5" are one word.
  return parted.replace(/(?<!\p{L})top[-_ ]([15])(?!\d)/gu, 'top$1').match(/[\p{L}\p{N}]+/gu) ?? [];
}

function kindOfWords(words: string[]): MetricKind | undefined {
  while (words.length > 0 && WHICH.test(words[words.length - 1])) words.pop();
  const word = words[words.length - 1];
  const before = words[words.length - 2];
  const per = words.indexOf('per');
  if (per > 0 && word !== 'ms' && word !== 'bytes') {
    // So many of something in a time are better when more; a cost for each of something is that cost.
    if (SPANS.has(words[per + 1])) return { unit: 'number', better: 'more', word: 'per' };
    return kindOfWords(words.slice(0, per));
  }
  if (word === 'ms' && before === 'latency') return { unit: 'milliseconds', better: 'less', word: 'latency' };
  if (word === 'rate' && before === 'error') return { unit: 'fraction', better: 'less', word: 'error' };
  if (word === 'ratio' && before === 'compression') return { unit: 'number', better: 'more', word };
  // "f1_score" is told by what is scored.
  return (word === 'score' ? WORDS.get(before) : undefined) ?? WORDS.get(word);
}
