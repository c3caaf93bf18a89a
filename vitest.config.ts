import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { alias: { '@': fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, '') } },
  test: {
    include: ['tests/**/*.test.ts', 'tests/**/*.test.tsx'],
    // tfjs-node crashes in worker threads; every test file gets a process of its own.
    pool: 'forks',
    testTimeout: 30_000,
    hookTimeout: 120_000,
  },
});
