import type { CSSProperties } from 'react';
import { z } from 'zod';

/** Cookie that keeps the sizes of the parts of the console in this browser: so the page is drawn with them at once. */
export const LAYOUT_COOKIE = 'lathe_console_layout';

/** Bounds of the sizes that a person may give. */
export const EDITOR_LINES = { min: 4, max: 60 };
/** Bounds of an editor whose height nobody chose. */
export const AUTO_LINES = { min: 8, max: 24 };
export const SCHEMA_STEP_PIXELS = 20;
export const SCHEMA_STEPS = { min: 9, max: 32, first: 14 };

const layoutSchema = z.object({
  /** Lines of the editor; as many as its text has, within bounds, when left out. */
  editorLines: z.int().min(EDITOR_LINES.min).max(EDITOR_LINES.max).optional(),
  /** Width of the list of tables, in steps of 20 pixels. */
  schemaSteps: z.int().min(SCHEMA_STEPS.min).max(SCHEMA_STEPS.max).optional(),
});

/** The sizes of the parts of the console that somebody chose. */
export type ConsoleLayout = z.infer<typeof layoutSchema>;

/** The layout in a cookie; that of the beginning when there is none or it cannot be read. */
export function parseLayout(cookie: string | undefined): ConsoleLayout {
  const [editorLines, schemaSteps] = (cookie ?? '')
    .split('.')
    .map((text) => (text ? Number(text) : undefined));
  return layoutSchema.safeParse({ editorLines, schemaSteps }).data ?? {};
}

/** The text of the cookie. */
export function layoutText({ editorLines, schemaSteps }: ConsoleLayout): string {
  return `${editorLines ?? ''}.${schemaSteps ?? ''}`;
}

/** The width of the list of tables for the style of the page. */
export function schemaWidth({ schemaSteps = SCHEMA_STEPS.first }: ConsoleLayout): CSSProperties {
  return { '--schema-width': `${schemaSteps * SCHEMA_STEP_PIXELS}px` } as CSSProperties;
}
