import { defineConfig } from 'vitest/config';

const unit = (name: string, folder: string) => ({
  extends: true as const,
  test: { name, include: [`${folder}/**/*.test.{ts,tsx}`], exclude: ['**/*.int.test.ts', '**/node_modules/**', '**/out/**'] },
});

export default defineConfig({
  test: {
    /** Both cores of a small machine: the default leaves one to whoever watches. */
    maxWorkers: '100%',
    projects: [
      unit('agent', 'apps/agent'),
      unit('packages', 'packages'),
      unit('sandbox', 'apps/sandbox'),
      unit('desktop', 'apps/desktop'),
      unit('tools', 'tools'),
      {
        extends: true,
        /** They start Redis, browsers, keychains or whole agents; each skips by name where its tool is missing. */
        test: {
          name: 'integration',
          include: ['{apps,packages,tools}/**/*.int.test.ts'],
          exclude: ['**/node_modules/**', '**/out/**'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
    coverage: {
      provider: 'v8',
      /** `npm test` holds these to 90 % of lines (tools/test/coverage.ts). */
      include: ['apps/agent/src/**/*.ts', 'packages/connector-kit/src/**/*.ts', 'packages/connectors/src/**/*.ts'],
      exclude: ['**/*.test.ts', '**/*-rig.ts', '**/*-suite.ts', '**/fixtures/**'],
      reporter: ['json-summary'],
      reportsDirectory: '.cache/coverage',
    },
  },
});
