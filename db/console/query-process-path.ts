import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '@/lib/domain/errors';
import { projectRoot } from '../client';

/**
 * Absolute path of the built query process, `dist/query-process.mjs` under the project's folder.
 *
 * @throws AppError `internal` when nothing was built there.
 */
export function queryProcessPath(): string {
  const path = join(/* turbopackIgnore: true */ projectRoot(), 'dist', 'query-process.mjs');
  if (existsSync(path)) return path;
  throw new AppError(
    'internal',
    `The query process was expected at ${path} and is not there. Run "npm run build", or set LATHE_ROOT to the project's folder.`,
  );
}
