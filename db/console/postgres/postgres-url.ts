import { AppError } from '@/lib/domain/errors';
import type { PostgresConnection } from '../connections';

const SSL_MODES = ['disable', 'require', 'verify-full'] as const;

/**
 * Reads `postgres://user:password@host:port/database?sslmode=require`; `?host=/folder` names a socket. The port is 5432,
 * the database named as the user, and the connection encrypted unless the server is this machine, where nothing else
 * is said.
 *
 * @throws AppError `invalid_argument`; what it says holds nothing of the address, in which a password may stand.
 */
export function parsePostgresUrl(text: string): Omit<PostgresConnection, 'name' | 'kind'> {
  let url: URL;
  let parts: { user: string; password: string; database: string };
  try {
    // A user without a host, as sockets are written, is no address to `URL`.
    url = new URL(text.replace(/^(postgres(?:ql)?:\/\/[^/@]*@)(?=[/?]|$)/, '$1localhost'));
    parts = {
      user: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
      database: decodeURIComponent(url.pathname.slice(1)),
    };
  } catch {
    throw refused('it cannot be read as an address');
  }
  if (url.protocol !== 'postgres:' && url.protocol !== 'postgresql:')
    throw refused('it does not begin with postgres://');
  for (const key of url.searchParams.keys())
    if (key !== 'sslmode' && key !== 'host') throw refused(`"${key}" is not known behind the question mark`);
  if (parts.user === '') throw refused('it names no user');
  const host = url.searchParams.get('host') ?? url.hostname.replace(/^\[|\]$/g, '');
  if (host === '') throw refused('it names no host');
  const isHere = host.startsWith('/') || /^(localhost|127\..*|::1)$/.test(host);
  const wanted = url.searchParams.get('sslmode') ?? (isHere ? 'disable' : 'require');
  const ssl = SSL_MODES.find((mode) => mode === wanted);
  if (!ssl) throw refused(`sslmode is one of ${SSL_MODES.join(', ')}`);
  return {
    host,
    port: url.port === '' ? 5432 : Number(url.port),
    database: parts.database || parts.user,
    user: parts.user,
    ...(parts.password === '' ? {} : { password: parts.password }),
    ssl,
  };
}

function refused(found: string): AppError {
  return new AppError(
    'invalid_argument',
    `The address of the PostgreSQL database was not taken: ${found}. It is written postgres://user@host:5432/database?sslmode=require, with signs such as @ and / as %40 and %2F inside its parts.`,
  );
}
