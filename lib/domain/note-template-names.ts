/** Studies that a note can begin as. */
export const NOTE_TEMPLATES = ['pruning', 'quantization', 'distillation', 'comparison'] as const;
/** One of {@link NOTE_TEMPLATES}. */
export type NoteTemplate = (typeof NOTE_TEMPLATES)[number];
