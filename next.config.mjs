import createNextIntlPlugin from 'next-intl/plugin';

const withNextIntl = createNextIntlPlugin('./app/i18n/request.ts');

export default withNextIntl({
  poweredByHeader: false,
  // A request without the token gets the sign-in page with status 401.
  experimental: { authInterrupts: true },
  reactStrictMode: true,
  devIndicators: false,
  images: { unoptimized: true },
  // Types are checked by `npm test`, with the compiler version the project pins.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ['better-sqlite3'],
  outputFileTracingExcludes: { '*': ['data/**', 'tests/**', 'dist/**'] },
});
