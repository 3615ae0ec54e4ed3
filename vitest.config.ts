import { defineConfig } from 'vitest/config';

/** Workspaces see each other's source: no test runs on a build that is out of date. */
const source = '@rollcall/source';

export default defineConfig({
  ssr: { resolve: { conditions: [source, 'module', 'node', 'development|production'] } },
  test: {
    include: ['packages/*/test/**/*.test.ts', 'packages/*/src/**/*.test.ts', 'tools/**/*.test.ts', 'demo/**/*.test.ts'],
    // Many tests wait for processes that they start, so a core need not be kept free.
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
