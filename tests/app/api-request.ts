import { NextRequest } from 'next/server';

/** A request as the server gives it to a route: with the name that it was asked under. */
export function apiRequest(
  address: string | URL,
  init: { method?: string; body?: string | ReadableStream; headers?: Record<string, string> } = {},
): NextRequest {
  return new NextRequest(address, {
    ...init,
    duplex: 'half',
    headers: { Host: new URL(address).host, ...init.headers },
  });
}
