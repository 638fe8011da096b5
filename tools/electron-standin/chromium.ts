import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CdpConnection } from './cdp.ts';

const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Nothing but loopback can be reached, nothing is asked of the vendor, nothing is remembered. */
const FLAGS = [
  '--remote-debugging-port=0',
  '--no-startup-window',
  '--no-first-run',
  '--no-default-browser-check',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-extensions',
  '--disable-default-apps',
  '--disable-dev-shm-usage',
  '--disable-features=HttpsUpgrades,MediaRouter,OptimizationHints,Translate',
  '--password-store=basic',
  '--allow-file-access-from-files',
  '--hide-crash-restore-bubble',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
];

export type Settings = { executable: string | undefined; headed: boolean };

/** STANDIN_CHROMIUM names another executable; STANDIN_HEADED=1 with DISPLAY shows the windows. */
export function readSettings(environment: NodeJS.ProcessEnv = process.env): Settings {
  const executable = environment.STANDIN_CHROMIUM ?? CANDIDATES.find((path) => existsSync(path));
  return { executable, headed: environment.STANDIN_HEADED === '1' };
}

/** A Chromium of our own with an empty profile, gone with this process. */
export class Chromium {
  readonly cdp: CdpConnection;
  readonly debuggerUrl: string;
  readonly headed: boolean;
  #process: ChildProcess;

  private constructor(parts: { cdp: CdpConnection; debuggerUrl: string; headed: boolean; process: ChildProcess }) {
    this.cdp = parts.cdp;
    this.debuggerUrl = parts.debuggerUrl;
    this.headed = parts.headed;
    this.#process = parts.process;
  }

  static async launch({ executable, headed }: Settings, switches: ReadonlyMap<string, string>): Promise<Chromium> {
    if (executable === undefined) throw new Error(`electron-standin: no Chromium found (${CANDIDATES.join(', ')}); set STANDIN_CHROMIUM`);
    const profile = mkdtempSync(join(tmpdir(), 'electron-standin-'));
    const display = headed ? ['--ozone-platform=x11', '--window-position=0,0'] : ['--headless=new'];
    const ours = [...FLAGS, ...display, `--user-data-dir=${profile}`];
    const asked = [...switches].filter(([name]) => !ours.some((flag) => flag.split('=')[0] === `--${name}`));
    const child = spawn(executable, [...ours, ...asked.map(([name, value]) => (value ? `--${name}=${value}` : `--${name}`))], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    process.on('exit', () => {
      child.kill('SIGKILL');
      rmSync(profile, { recursive: true, force: true, maxRetries: 8, retryDelay: 40 });
    });
    const debuggerUrl = await readDebuggerUrl(child);
    return new Chromium({ cdp: await CdpConnection.open(debuggerUrl), debuggerUrl, headed, process: child });
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** Answers when the browser has ended, or after two seconds at the latest. */
  async close(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.cdp.send('Browser.close').catch(() => this.#process.kill());
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 2000))]);
  }
}

function readDebuggerUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr?.on('data', (chunk) => {
      said = (said + chunk).slice(-50_000);
      const found = /DevTools listening on (ws:\/\/\S+)/.exec(said)?.[1];
      if (found) resolve(found);
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`electron-standin: Chromium ended with ${code}\n${said}`)));
  });
}
