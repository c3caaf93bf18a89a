/** A line of two texts: in both, in the earlier only, or in the later only. */
export interface LineChange {
  kind: 'same' | 'removed' | 'added';
  text: string;
}

/** Cells of the table of the longest common part, beyond which texts are told as one replaced by the other. */
const MOST_STEPS = 4_000_000;

/** The lines of two texts, those that only one has marked, by a longest common part; the removed ones come first. */
export function lineDiff(before: string, after: string): LineChange[] {
  const old = before.split('\n');
  const now = after.split('\n');
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start += 1;
  let end = 0;
  while (end < old.length - start && end < now.length - start && old.at(-1 - end) === now.at(-1 - end))
    end += 1;
  const same = (lines: readonly string[]) => lines.map((text) => ({ kind: 'same' as const, text }));
  return [
    ...same(old.slice(0, start)),
    ...middle(old.slice(start, old.length - end), now.slice(start, now.length - end)),
    ...same(old.slice(old.length - end)),
  ];
}

function middle(old: readonly string[], now: readonly string[]): LineChange[] {
  const removed = (text: string): LineChange => ({ kind: 'removed', text });
  const added = (text: string): LineChange => ({ kind: 'added', text });
  const width = now.length + 1;
  if (old.length * now.length > MOST_STEPS) return [...old.map(removed), ...now.map(added)];
  // common[i * width + j]: length of the longest common part of old from i and now from j.
  const common = new Uint32Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i--)
    for (let j = now.length - 1; j >= 0; j--)
      common[i * width + j] =
        old[i] === now[j]
          ? common[(i + 1) * width + j + 1] + 1
          : Math.max(common[(i + 1) * width + j], common[i * width + j + 1]);
  const lines: LineChange[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      lines.push({ kind: 'same', text: old[i] });
      i += 1;
      j += 1;
    } else if (
      j === now.length ||
      (i < old.length && common[(i + 1) * width + j] >= common[i * width + j + 1])
    )
      lines.push(removed(old[i++]));
    else lines.push(added(now[j++]));
  }
  return lines;
}
