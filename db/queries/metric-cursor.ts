import { AppError } from '@/lib/domain/errors';

/** Place of a point among the points of a metric of a run: they are read in this order. */
export interface RowKey {
  step: number;
  attempt: number;
  seq: number;
}

/** How far a reader knows a metric of a run. */
export interface Cursor {
  keyId: number;
  attemptOfRun: number;
  /** Points that the metric had. */
  pointCount: number;
  /** The last of them. */
  last: RowKey;
}

/** A cursor as text: six whole numbers with points between them. */
export function writeCursor({ keyId, attemptOfRun, pointCount, last }: Cursor): string {
  return [keyId, attemptOfRun, pointCount, last.step, last.attempt, last.seq].join('.');
}

/** @throws AppError `invalid_argument` when the text is not what {@link writeCursor} gives. */
export function parseCursor(text: string): Cursor {
  if (!/^\d+\.\d+\.\d+\.-?\d+\.\d+\.-?\d+$/.test(text)) {
    throw new AppError(
      'invalid_argument',
      `Reading new points: expected a cursor as an earlier answer gave it; it is "${text}".`,
    );
  }
  const [keyId, attemptOfRun, pointCount, step, attempt, seq] = text.split('.').map(Number);
  return { keyId, attemptOfRun, pointCount, last: { step, attempt, seq } };
}
