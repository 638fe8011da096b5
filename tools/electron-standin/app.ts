import { EventEmitter } from 'node:events';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { AppFacts } from './command-line.ts';
import { preventable, type Recorder } from './recorder.ts';

export type AppParts = {
  recorder: Recorder;
  /** Closes every window; false when one of them refused. */
  closeWindows: () => Promise<boolean>;
  closeBrowser: () => Promise<void>;
};

/** Electron's `app`: paths, life cycle, command line switches. There is always only one instance. */
export class App extends EventEmitter {
  readonly isPackaged = false;
  readonly switches = new Map<string, string>();
  readonly commandLine = {
    appendSwitch: (name: string, value = '') => void this.switches.set(name, value),
    hasSwitch: (name: string) => this.switches.has(name),
    getSwitchValue: (name: string) => this.switches.get(name) ?? '',
  };
  #parts: AppParts;
  #facts: AppFacts = { main: '', appPath: process.cwd(), name: 'Electron', version: '0.0.0' };
  #paths = new Map<string, string>();
  #ready = Promise.withResolvers<void>();
  #isReady = false;
  #quitting = false;

  constructor(parts: AppParts) {
    super();
    this.#parts = parts;
  }

  describe(facts: AppFacts): void {
    this.#facts = facts;
  }

  /** Electron resolves whenReady before it emits `ready`; Playwright's loader counts on it. */
  becomeReady(): void {
    this.#isReady = true;
    this.#ready.resolve();
    this.emit('will-finish-launching');
    this.emit('ready', preventable(), {});
  }

  whenReady(): Promise<void> {
    return this.#ready.promise;
  }
  isReady(): boolean {
    return this.#isReady;
  }
  isQuitting(): boolean {
    return this.#quitting;
  }
  getName(): string {
    return this.#facts.name;
  }
  getVersion(): string {
    return this.#facts.version;
  }
  getAppPath(): string {
    return this.#facts.appPath;
  }
  getLocale(): string {
    return 'en-US';
  }
  getPath(name: string): string {
    return this.#paths.get(name) ?? this.#defaultPath(name);
  }
  setPath(name: string, path: string): void {
    this.#paths.set(name, path);
  }
  requestSingleInstanceLock(): boolean {
    return true;
  }
  enableSandbox(): void {
    this.#parts.recorder.note('app.enableSandbox');
  }
  setAppUserModelId(id: string): void {
    this.#parts.recorder.note('app.setAppUserModelId', id);
  }
  relaunch(options?: unknown): void {
    this.#parts.recorder.note('app.relaunch', options);
  }
  focus(): void {
    this.#parts.recorder.note('app.focus');
  }

  /** before-quit → every window's close → will-quit → quit; any of them may prevent it. */
  quit(): void {
    if (this.#quitting || this.#prevented('before-quit')) return;
    this.#quitting = true;
    void this.#parts.closeWindows().then((closed) => {
      if (closed && !this.#prevented('will-quit')) this.exit(0);
      else this.#quitting = false;
    });
  }

  exit(code = 0): void {
    this.#quitting = true;
    this.emit('quit', preventable(), code);
    void this.#parts.closeBrowser().then(() => process.exit(code));
  }

  #prevented(name: string): boolean {
    const event = preventable();
    this.emit(name, event);
    return event.defaultPrevented;
  }

  #defaultPath(name: string): string {
    if (name === 'temp') return tmpdir();
    if (name === 'home') return homedir();
    if (name === 'exe') return process.argv[0] ?? '';
    const switched = process.argv.find((argument) => argument.startsWith('--user-data-dir='))?.slice('--user-data-dir='.length);
    const userData = this.#paths.get('userData') ?? switched ?? join(tmpdir(), `electron-standin-user-${process.pid}`);
    if (name === 'userData') return userData;
    if (name === 'logs') return join(userData, 'logs');
    if (name === 'appData') return dirname(userData);
    throw new Error(`electron-standin: app.getPath('${name}') is not there`);
  }
}
