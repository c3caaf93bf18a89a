import createNextIntlPlugin from 'next-intl/plugin';

const withNextIntl = createNextIntlPlugin('./app/i18n/request.ts');

export default withNextIntl({
  poweredByHeader: false,
  experimental: {
    // A request without the token gets the sign-in page with status 401.
    authInterrupts: true,
    // A save carries a whole note, of up to 4 MB.
    serverActions: { bodySizeLimit: '8mb' },
  },
  reactStrictMode: true,
  devIndicators: false,
  images: { unoptimized: true },
  // Types are checked by `npm test`, with the compiler version the project pins.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ['better-sqlite3'],
  outputFileTracingExcludes: { '*': ['data/**', 'tests/**', 'dist/**'] },
});
