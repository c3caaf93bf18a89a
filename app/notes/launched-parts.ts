import type { RunPart } from '@/lib/domain/note-content';

/** What a launch cell shows of its run. */
export const LAUNCHED_PARTS: readonly RunPart[] = ['summary', 'curves'];
