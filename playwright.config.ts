import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';

const specs = join(import.meta.dirname, 'apps/desktop/e2e');
const chromium = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

export default defineConfig({
  timeout: 30_000,
  workers: 1,
  reporter: 'list',
  outputDir: join(import.meta.dirname, 'test-results'),
  use: { screenshot: 'only-on-failure', trace: 'retain-on-failure' },
  projects: [
    { name: 'build', testDir: specs, testMatch: 'build.setup.ts' },
    {
      name: 'browser',
      testDir: join(specs, 'browser'),
      dependencies: ['build'],
      use: {
        launchOptions: {
          ...(existsSync(chromium) ? { executablePath: chromium } : {}),
          /** The last one keeps the browser from asking any name server for anything. */
          args: ['--disable-gpu', '--disable-quic', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1'],
        },
      },
    },
    { name: 'electron', testDir: join(specs, 'electron'), dependencies: ['build'] },
  ],
});
