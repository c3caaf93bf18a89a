/** Height of a line of an editor, CSS pixels. */
export const LINE_HEIGHT = 20;
