/** Faults that Lathe itself words, and what they are in Chinese; `$1` is what the pattern found. */
const PATTERNS: [pattern: RegExp, chinese: string][] = [
  [/^must be more than 0$/, '必须大于 0'],
  [/^must be less than 1: a sparsity is a fraction$/, '必须小于 1：稀疏度是小数'],
  [/^unknown field (.+)$/, '未知字段 $1'],
  [/^"(.*)" is used twice$/s, '步骤名“$1”重复'],
  [/^must be the experiment of the pipeline$/, '必须与流水线的实验相同'],
  [/^no earlier step is called "(.*)"$/s, '前面没有名为“$1”的步骤'],
  [
    /^Invalid input: name one model, (.+), or (.+) inside a pipeline$/,
    '请指定一个模型：$1，流水线内也可用 $2',
  ],
  [/^Invalid input: give either "architecture" or "base"$/, '请给出 "architecture" 或 "base" 之一'],
  [/^mode qat needs it$/, 'qat 模式需要此项'],
  [/^mode (\w+) does not train: leave it out$/, '$1 模式不训练：请去掉此项'],
  [/^there is no model (\d+)$/, '没有模型 $1'],
  [/^there is no run (\d+)$/, '没有运行 $1'],
  [
    /^run (\d+) is a (\w+) and makes no model; name the run that does$/,
    '运行 $1（$2）不产生模型；请指定产生模型的运行',
  ],
  [
    /^run (\d+) is (\w+) and made no model; run it again first$/,
    '运行 $1 的状态为 $2，未产生模型；请先重新运行',
  ],
  [
    /^a step can only be named inside a pipeline; give a run or a model$/,
    '只有在流水线内才能引用步骤；请指定运行或模型',
  ],
];

/** A fault in Chinese; as it is when it has no words of its own here. */
export function inChinese(message: string): string {
  const found = PATTERNS.find(([pattern]) => pattern.test(message));
  return found ? message.replace(found[0], found[1]) : message;
}
