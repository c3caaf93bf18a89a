import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { AppError } from '@/lib/domain/errors';

function isProjectRoot(folder: string): boolean {
  const file = join(folder, 'package.json');
  if (!existsSync(file)) return false;
  return (JSON.parse(readFileSync(file, 'utf8')) as { name?: string }).name === 'lathe';
}

/**
 * Absolute path of the built query process, `dist/query-process.mjs` under the project's root: `LATHE_ROOT`, else the
 * nearest folder from the current one upwards whose package is named lathe.
 *
 * @throws AppError `internal` when there is no such root or nothing was built.
 */
export function queryProcessPath(): string {
  // Bundlers that follow paths through the code must not take this one for an import.
  let folder = resolve(/* turbopackIgnore: true */ process.env.LATHE_ROOT || process.cwd());
  while (!process.env.LATHE_ROOT && !isProjectRoot(folder) && dirname(folder) !== folder)
    folder = dirname(folder);
  const path = join(folder, 'dist', 'query-process.mjs');
  if (existsSync(path)) return path;
  throw new AppError(
    'internal',
    `The query process was expected at ${path} and is not there. Run "npm run build", or set LATHE_ROOT to the project's folder.`,
  );
}
