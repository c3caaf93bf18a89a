import { z } from 'zod';
import { AppError } from './errors';

/** Names of connections: they stand before tables in SQL and need no quotes there. */
export const CONNECTION_NAME = /^(?!(?:main|temp)$)[a-z][a-z0-9_]{0,39}$/;

/** SQLite attaches so many files to a connection. */
const MOST_ATTACHED = 10;

/** Where a query is asked: the tracking database with files attached to it, or a connection alone. */
export type QueryConnection = { alone: string } | { attached: readonly string[] };

/**
 * Reads where a query is asked as it is written in addresses, in saved queries and in the log: `` for the tracking
 * database, `mlflow` for that connection alone, `+mlflow+other` for the tracking database with these attached.
 *
 * @throws AppError `invalid_argument` for anything else.
 */
export function parseQueryConnection(text: string): QueryConnection {
  if (text === '') return { attached: [] };
  if (CONNECTION_NAME.test(text)) return { alone: text };
  const attached = text.startsWith('+') ? text.slice(1).split('+') : [''];
  if (!attached.every((name) => CONNECTION_NAME.test(name)) || new Set(attached).size < attached.length)
    throw new AppError(
      'invalid_argument',
      `The query was not run: "${text.slice(0, 60)}" names no source. Name a connection ("mlflow"), or different ones to attach ("+mlflow").`,
    );
  if (attached.length > MOST_ATTACHED)
    throw new AppError(
      'invalid_argument',
      `The query was not run: it attaches ${attached.length} files, and ${MOST_ATTACHED} are possible.`,
    );
  return { attached };
}

/** Where a query is asked, as {@link parseQueryConnection} reads it. */
export const queryConnectionSchema = z.string().refine((text) => {
  try {
    return parseQueryConnection(text) !== undefined;
  } catch {
    return false;
  }
}, 'names no source');
