/** Every code an error of Lathe can carry. The HTTP status of each stands in {@link httpStatus}. */
export const ERROR_CODES = [
  'invalid_config',
  'invalid_argument',
  'not_found',
  'conflict',
  'unauthorized',
  'query_refused',
  'query_failed',
  'query_limit',
  'busy',
  'lease_lost',
  'worker_lost',
  'cancelled',
  'diverged',
  'input_failed',
  'unsupported',
  'dataset_invalid',
  'file_invalid',
  'storage_failed',
  'backend_unavailable',
  'internal',
] as const;

/** One of {@link ERROR_CODES}. */
export type ErrorCode = (typeof ERROR_CODES)[number];

/** A fault in one field of an input: `path` as `calibration.samples`. */
export interface FieldIssue {
  path: string;
  message: string;
  /** Where in the text of the field it lies, UTF-16 offsets; absent when that cannot be told. */
  start?: number;
  end?: number;
}

/**
 * The one error class of Lathe. The message tells the operation, what was expected, what was found and what
 * to do; the code decides how a caller reacts.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  /** Faults by field, for forms and for the command line; empty where no field is at fault. */
  readonly issues: readonly FieldIssue[];

  constructor(
    code: ErrorCode,
    message: string,
    options: { cause?: unknown; issues?: readonly FieldIssue[] } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.issues = options.issues ?? [];
  }
}

/** The error as an AppError: itself, or wrapped as `internal` with its message and the original as cause. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  // A bundler may load this module more than once; an error of the other copy is an AppError all the same.
  if (error instanceof Error && error.name === 'AppError' && 'code' in error) return error as AppError;
  return new AppError('internal', error instanceof Error ? error.message : String(error), { cause: error });
}

const STATUS: Partial<Record<ErrorCode, number>> = {
  invalid_config: 400,
  invalid_argument: 400,
  not_found: 404,
  conflict: 409,
  unauthorized: 401,
  query_refused: 400,
  query_failed: 400,
  query_limit: 400,
  cancelled: 409,
  busy: 429,
};

/** HTTP status for an error code; 500 where the fault is ours. */
export function httpStatus(code: ErrorCode): number {
  return STATUS[code] ?? 500;
}
