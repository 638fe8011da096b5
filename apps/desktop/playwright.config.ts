import { defineConfig } from '@playwright/test';

export default defineConfig({
  timeout: 30_000,
  workers: 1,
  reporter: 'list',
  projects: [
    { name: 'build', testDir: 'e2e', testMatch: 'build.setup.ts' },
    { name: 'electron', testDir: 'e2e/electron', dependencies: ['build'] },
  ],
});
