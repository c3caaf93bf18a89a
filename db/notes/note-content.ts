import { z } from 'zod';

/** Characters of all cells of a note together; a server action takes a megabyte. */
const MOST_CHARACTERS = 300_000;

/** One cell of a note: `uid` is 32 hex digits, chosen where the cell is made. */
export const noteCellSchema = z.object({
  uid: z.string().regex(/^[0-9a-f]{32}$/),
  type: z.enum(['markdown', 'sql']),
  source: z.string(),
});

/** What a save of a note carries. */
export const noteContentSchema = z.object({
  title: z.string().trim().min(1).max(200),
  cells: z
    .array(noteCellSchema)
    .max(200)
    .refine((cells) => new Set(cells.map(({ uid }) => uid)).size === cells.length, 'A cell occurs twice.')
    .refine(
      (cells) => cells.reduce((sum, { source }) => sum + source.length, 0) <= MOST_CHARACTERS,
      `A note holds at most ${MOST_CHARACTERS} characters. Split it in two.`,
    ),
});

/** One cell of a note. */
export type NoteCell = z.infer<typeof noteCellSchema>;

/** Title and cells of a note. */
export type NoteContent = z.infer<typeof noteContentSchema>;
