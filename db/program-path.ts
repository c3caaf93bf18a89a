import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '@/lib/domain/errors';
import { projectRoot } from './client';

/**
 * Absolute path of a built program, as `dist/query-process.mjs` under the project's folder.
 *
 * @throws AppError `internal` when nothing was built there.
 */
export function programPath(name: 'query-process' | 'read-process'): string {
  const path = join(/* turbopackIgnore: true */ projectRoot(), 'dist', `${name}.mjs`);
  if (existsSync(path)) return path;
  throw new AppError(
    'internal',
    `A program of Lathe was expected at ${path} and is not there. Run "npm run build", or set LATHE_ROOT to the project's folder.`,
  );
}
