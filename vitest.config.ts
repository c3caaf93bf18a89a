import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { alias: { '@': fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, '') } },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'parts',
          include: ['tests/**/*.test.{ts,tsx}'],
          exclude: ['tests/app/e2e/**'],
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      // An app with its worker and a browser keep two cores busy: one after the other, when nothing else runs.
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['tests/app/e2e/**/*.test.ts'],
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
    // tfjs-node crashes in worker threads; every test file gets a process of its own.
    pool: 'forks',
    testTimeout: 30_000,
    hookTimeout: 120_000,
  },
});
