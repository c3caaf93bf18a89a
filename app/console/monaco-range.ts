import { monaco } from './monaco-setup';

/** A part of a text as the editor names it; offsets in UTF-16 units. */
export function rangeOf(
  model: monaco.editor.ITextModel,
  { start, end }: { start: number; end: number },
): monaco.Range {
  return monaco.Range.fromPositions(model.getPositionAt(start), model.getPositionAt(end));
}
