import { AppError } from '@/lib/domain/errors';

/** Why a file is not imported: no text, no JSON, another format of notebooks, or more than a note holds. */
export const IMPORT_FAULTS = ['text', 'json', 'nbformat', 'content'] as const;
export type ImportFault = (typeof IMPORT_FAULTS)[number];

/** The error of a file that is not imported; its one issue has the fault as its path, and `detail` as its message. */
export function importFault(fault: ImportFault, message: string, detail = '', cause?: unknown): AppError {
  return new AppError('file_invalid', message, { cause, issues: [{ path: fault, message: detail }] });
}
