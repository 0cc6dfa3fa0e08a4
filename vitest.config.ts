import { defineConfig } from 'vitest/config';

// Tests read the sources of every package, not what was built from them.
const conditions = ['@postroom/source', 'node'];
const fromSource = { resolve: { conditions }, ssr: { resolve: { conditions } } };
// Properties draw from one seed.
const setupFiles = ['tests/support/fixed-seed.ts'];
const ignored = ['**/node_modules/**', '**/dist/**'];

export default defineConfig({
  ...fromSource,
  test: {
    coverage: {
      provider: 'v8',
      include: ['packages/*/src/**/*.{ts,tsx}', 'apps/*/src/**/*.ts', 'infra/local/src/**/*.ts'],
      exclude: ['**/*.test.{ts,tsx}', '**/testing/**', '**/main.ts', '**/index.ts'],
      thresholds: { lines: 85 },
      reportOnFailure: true,
      reporter: ['text-summary', 'html', 'json-summary'],
    },
    projects: [
      {
        ...fromSource,
        test: {
          name: 'unit',
          include: [
            '{packages,apps,infra}/**/src/**/*.test.{ts,tsx}',
            'tests/{bench,boundaries,chaos,compose,docs,kubernetes,model,observability}/**/*.test.ts',
          ],
          exclude: [...ignored, '**/*.int.test.ts'],
          setupFiles,
          // A bound for what hangs, not for what a busy machine takes.
          testTimeout: 30_000,
        },
      },
      {
        ...fromSource,
        test: {
          name: 'int',
          include: ['{packages,apps,infra}/**/src/**/*.int.test.ts'],
          exclude: ignored,
          setupFiles,
          globalSetup: ['tests/support/servers.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        ...fromSource,
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          exclude: ignored,
          globalSetup: ['tests/support/servers.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
