import { AppError } from '@/lib/domain/errors';

/** Why a query process ended that nobody killed, by its status and what it said on standard error. */
export function deathOf(code: number | null, signal: NodeJS.Signals | null, stderr: string): AppError {
  if (/heap|bad_alloc|out of memory|allocation failed/i.test(stderr))
    return new AppError(
      'query_limit',
      'The query was stopped: it needed more memory than a query may have. Read fewer rows or shorter values, or aggregate earlier.',
    );
  // The kernel ends a process beyond its hard limit of processor time by SIGKILL.
  if (signal === 'SIGXCPU' || signal === 'SIGKILL')
    return new AppError(
      'query_limit',
      'The query was stopped by the operating system: it used more processor time or memory than a query may. Filter or aggregate earlier.',
    );
  const how = signal ? `by ${signal}` : `with status ${code}`;
  return new AppError('internal', `The query process ended ${how}: ${stderr.trim() || 'it said nothing'}`);
}
