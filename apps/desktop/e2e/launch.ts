import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';

const desktop = resolve(import.meta.dirname, '..');
const standIn = resolve(desktop, '../../tools/electron-standin');

/** Whether the npm package `electron` has its binary here; without it the stand-in takes its place. */
export function hasElectron(): boolean {
  const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  return existsSync(join(folder, 'path.txt')) && existsSync(join(folder, 'dist'));
}

/** Without the binary, points Playwright to the stand-in: it asks the npm package `electron`, in this very process. */
export function preferStandIn(): void {
  if (!hasElectron()) process.env.ELECTRON_OVERRIDE_DIST_PATH = standIn;
}

export type LaunchedDesk = {
  app: ElectronApplication;
  page: Page;
  /** Settings, log and everything else the desktop writes. */
  userData: string;
  close: () => Promise<void>;
};
export type LaunchOptions = {
  /** Port of the agent on this computer. */
  agentPort: number;
  practice?: boolean;
  /** Of an earlier launch, to start a second time; kept then. */
  userData?: string;
};

/** Starts the built desktop and waits until its window shows the page. Every launch has its own folder, so that launches do not meet. */
export async function launchDesk({ agentPort, practice = false, userData }: LaunchOptions): Promise<LaunchedDesk> {
  preferStandIn();
  const folder = userData ?? mkdtempSync(join(tmpdir(), 'desk-e2e-'));
  const app = await _electron.launch({
    args: [`--user-data-dir=${folder}`, desktop],
    env: {
      ...definedOnly(process.env),
      AGENT_API_PORT: String(agentPort),
      AGENT_PROFILE: practice ? 'practice' : 'live',
      /** Secrets of the person at this machine are none of a test's business. */
      DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent',
    },
  });
  const close = async () => {
    await app.close();
    if (userData === undefined) rmSync(folder, { recursive: true, force: true });
  };
  const page = await app.firstWindow();
  await page.waitForURL((url) => url.protocol !== 'about:');
  return { app, page, userData: folder, close };
}

function definedOnly(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
