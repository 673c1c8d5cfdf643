import { defineConfig } from 'vitest/config';

// Tests of one module run on the TypeScript source. Tests that start threads or processes import from
// `dist`, because worker threads load compiled JavaScript; `pretest` builds it.
export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    pool: 'forks',
    maxWorkers: 2,
  },
});
