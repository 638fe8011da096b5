import { EventEmitter } from 'node:events';
import type { Host } from './host.ts';
import { preventable } from './recorder.ts';
import { WebContents } from './web-contents.ts';

type Bounds = { x: number; y: number; width: number; height: number };
type WindowOptions = Partial<Bounds> & {
  title?: string;
  show?: boolean;
  webPreferences?: {
    preload?: string;
    sandbox?: boolean;
    contextIsolation?: boolean;
    nodeIntegration?: boolean;
    additionalArguments?: string[];
  };
};

/** How long a page may take to go after it was told to. */
const CLOSE_WITHIN = 1000;

/** Electron's `BrowserWindow`: one page of the system's Chromium. */
export class BrowserWindow extends EventEmitter {
  /** Set once, by the module that puts the stand-in together. */
  static host: Host;
  static #ids = 0;

  readonly id: number;
  readonly webContents: WebContents;
  readonly options: WindowOptions;
  #bounds: Bounds;
  #title: string;
  #visible: boolean;
  #maximized = false;
  #minimized = false;
  #destroyed = false;

  static getAllWindows(): BrowserWindow[] {
    return [...BrowserWindow.host.windows];
  }
  static getFocusedWindow(): BrowserWindow | null {
    return BrowserWindow.getAllWindows().at(-1) ?? null;
  }
  static fromWebContents(contents: WebContents | undefined): BrowserWindow | null {
    return BrowserWindow.getAllWindows().find((window) => window.webContents === contents) ?? null;
  }
  static fromId(id: number): BrowserWindow | null {
    return BrowserWindow.getAllWindows().find((window) => window.id === id) ?? null;
  }

  constructor(options: WindowOptions = {}) {
    super();
    const { app, windows } = BrowserWindow.host;
    if (!app.isReady()) throw new Error('Cannot create BrowserWindow before app is ready');
    const { preload, contextIsolation = true, nodeIntegration = false, additionalArguments = [] } = options.webPreferences ?? {};
    if (!contextIsolation || nodeIntegration) throw new Error('electron-standin: only isolated windows without Node');
    BrowserWindow.#ids += 1;
    this.id = BrowserWindow.#ids;
    this.options = options;
    this.#bounds = { x: options.x ?? 0, y: options.y ?? 0, width: options.width ?? 800, height: options.height ?? 600 };
    this.#title = options.title ?? app.getName();
    this.#visible = options.show !== false;
    const { width, height } = this.#bounds;
    this.webContents = new WebContents({ host: BrowserWindow.host, id: this.id, width, height, preload, additionalArguments });
    this.#follow();
    windows.add(this);
    process.nextTick(() => {
      app.emit('browser-window-created', preventable(), this);
      app.emit('web-contents-created', preventable(), this.webContents);
    });
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.loadURL(url);
  }
  loadFile(path: string): Promise<void> {
    return this.webContents.loadFile(path);
  }
  show(): void {
    this.#visible = true;
    this.emit('show');
  }
  hide(): void {
    this.#visible = false;
    this.emit('hide');
  }
  focus(): void {
    this.emit('focus');
  }
  isVisible(): boolean {
    return this.#visible;
  }
  maximize(): void {
    this.#maximized = true;
    this.emit('maximize');
  }
  unmaximize(): void {
    this.#maximized = false;
    this.emit('unmaximize');
  }
  isMaximized(): boolean {
    return this.#maximized;
  }
  minimize(): void {
    this.#minimized = true;
  }
  restore(): void {
    this.#minimized = false;
  }
  isMinimized(): boolean {
    return this.#minimized;
  }
  getTitle(): string {
    return this.#title;
  }
  setTitle(title: string): void {
    this.#title = title;
  }
  getBounds(): Bounds {
    return { ...this.#bounds };
  }
  getNormalBounds(): Bounds {
    return this.getBounds();
  }
  setBounds(bounds: Partial<Bounds>): void {
    Object.assign(this.#bounds, bounds);
    this.emit('resize');
    void this.webContents.page.then(async (page) => {
      const { width, height } = this.#bounds;
      if (!BrowserWindow.host.chromium().headed)
        await page.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false });
    });
  }
  close(): void {
    void this.closed();
  }
  destroy(): void {
    void this.webContents.page.then((page) => page.close());
    this.gone();
  }
  isDestroyed(): boolean {
    return this.#destroyed;
  }

  /** Closes unless a listener prevents it; answers whether it is closed. */
  async closed(): Promise<boolean> {
    if (this.#destroyed) return true;
    const event = preventable();
    this.emit('close', event);
    if (event.defaultPrevented) return false;
    const gone = new Promise((resolve) => this.once('closed', resolve));
    const page = await this.webContents.page;
    await page.close();
    await Promise.race([gone, new Promise((resolve) => setTimeout(resolve, CLOSE_WITHIN))]);
    this.gone();
    return true;
  }

  /** The page is no longer there, whoever closed it. */
  gone(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    const { app, windows } = BrowserWindow.host;
    windows.delete(this);
    this.webContents.destroy();
    this.emit('closed');
    if (windows.size > 0 || app.isQuitting()) return;
    if (app.listenerCount('window-all-closed') > 0) app.emit('window-all-closed');
    else app.quit();
  }

  #follow(): void {
    this.webContents.once('did-finish-load', () => this.emit('ready-to-show'));
    this.webContents.on('standin-close', () => this.close());
    this.webContents.on('page-title-updated', (event, title: string) => {
      if (title === '') return;
      this.#title = title;
      this.emit('page-title-updated', event, title);
    });
  }
}
