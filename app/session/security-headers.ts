/** Gives a reply the headers that keep other sites and frames away from it. */
export function secured<T extends Response>(response: T, contentPolicy: string): T {
  const { headers } = response;
  headers.set('Content-Security-Policy', headers.get('Content-Security-Policy') ?? contentPolicy);
  headers.set('X-Content-Type-Options', 'nosniff');
  headers.set('X-Frame-Options', 'DENY');
  headers.set('Referrer-Policy', 'same-origin');
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  headers.set('Cross-Origin-Resource-Policy', 'same-origin');
  return response;
}
