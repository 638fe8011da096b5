import { EventEmitter } from 'node:events';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CdpParams } from './cdp.ts';
import { encode } from './codec.ts';
import type { Host } from './host.ts';
import { type FromPage, Page } from './page.ts';
import { preventable } from './recorder.ts';
import { handleRequest, type PausedRequest } from './requests.ts';

export type OpenHandler = (details: { url: string; frameName: string; disposition: string }) => { action: string };
export type ContentsParts = {
  host: Host;
  id: number;
  width: number;
  height: number;
  preload: string | undefined;
  additionalArguments: string[];
};

/** Electron's `webContents` of one window. */
export class WebContents extends EventEmitter {
  readonly id: number;
  readonly session: Host['session'];
  readonly mainFrame: { readonly url: string; readonly origin: string; parent: null };
  readonly page: Promise<Page>;
  #host: Host;
  #url = 'about:blank';
  #title = '';
  #ownUrl = '';
  #openHandler: OpenHandler = () => ({ action: 'deny' });
  #loaded = Promise.withResolvers<void>();
  #destroyed = false;

  constructor({ host, id, ...window }: ContentsParts) {
    super();
    this.#host = host;
    this.id = id;
    this.session = host.session;
    const url = () => this.getURL();
    this.mainFrame = {
      parent: null,
      get url() {
        return url();
      },
      get origin() {
        const { protocol, host } = new URL(url());
        return `${protocol}//${host}`;
      },
    };
    const listener = {
      cdp: (method: string, params: CdpParams) => void this.#onCdp(method, params),
      message: (message: FromPage) => void this.#onMessage(message),
    };
    this.page = Page.open({ chromium: host.chromium(), ...window }, listener);
    this.page.catch((fault: unknown) => console.error('electron-standin: no window', fault));
  }

  send(channel: string, ...input: unknown[]): void {
    const message = { kind: 'message', channel, input: encode(input) };
    void this.page.then((page) => page.tell(message));
  }

  async loadURL(url: string): Promise<void> {
    const page = await this.page;
    this.#ownUrl = this.#host.urls.toChromium(url);
    this.#loaded = Promise.withResolvers();
    this.emit('did-start-loading');
    const { errorText } = (await page.send('Page.navigate', { url: this.#ownUrl })) as { errorText?: string };
    if (errorText !== undefined) {
      this.emit('did-fail-load', preventable(), -2, errorText, url, true);
      throw new Error(`${errorText} loading '${url}'`);
    }
    await this.#loaded.promise;
  }

  loadFile(path: string): Promise<void> {
    return this.loadURL(pathToFileURL(resolve(this.#host.app.getAppPath(), path)).href);
  }

  reload(): void {
    this.#ownUrl = this.#host.urls.toChromium(this.getURL());
    void this.page.then((page) => page.send('Page.reload'));
  }
  getURL(): string {
    return this.#host.urls.toApp(this.#url);
  }
  getTitle(): string {
    return this.#title;
  }
  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler;
  }
  async executeJavaScript(code: string): Promise<unknown> {
    return (await this.page).evaluate(code);
  }
  print(options: object, done: (printed: boolean, reason: string) => void): void {
    this.#host.recorder.note('webContents.print', options);
    done(true, '');
  }
  openDevTools(): void {
    this.#host.recorder.note('webContents.openDevTools');
  }
  isDestroyed(): boolean {
    return this.#destroyed;
  }
  close(): void {
    this.emit('standin-close');
  }
  /** The page is gone for good. */
  destroy(): void {
    this.#destroyed = true;
    this.emit('destroyed');
  }

  async #onCdp(method: string, params: CdpParams): Promise<void> {
    if (method === 'Fetch.requestPaused') await this.#onRequest(params as PausedRequest);
    else if (method === 'Page.frameNavigated') await this.#onNavigated(params as { frame: { url: string; parentId?: string } });
    else if (method === 'Page.navigatedWithinDocument') this.#onMoved(params as { url: string });
    else if (method === 'Page.domContentEventFired') this.emit('dom-ready');
    else if (method === 'Page.loadEventFired') await this.#onLoaded();
    else if (method === 'Page.windowOpen') this.#onWindowOpen(params as { url: string; windowName: string });
    else if (method === 'Inspector.targetCrashed') this.emit('render-process-gone', preventable(), { reason: 'crashed', exitCode: 1 });
    else if (method === 'Runtime.exceptionThrown')
      this.#onException(params as { exceptionDetails: { text: string; exception?: { description?: string } } });
  }

  async #onRequest(paused: PausedRequest): Promise<void> {
    const page = await this.page;
    const navigating = (event: { url: string; isMainFrame: boolean }) => {
      this.emit('will-frame-navigate', event);
      if (event.isMainFrame) this.emit('will-navigate', event, event.url);
    };
    await handleRequest({ host: this.#host, page, isOwnLoad: (url) => url === this.#ownUrl, navigating }, paused);
  }

  async #onNavigated({ frame }: { frame: { url: string; parentId?: string } }): Promise<void> {
    if (frame.parentId !== undefined) return;
    this.#url = frame.url;
    this.emit('did-navigate', preventable(), this.getURL());
    if (!frame.url.startsWith('http')) return;
    const origins = { app: this.getURL(), chromium: new URL(frame.url).origin };
    await this.session.applyPermissions(this.#host.chromium().cdp, this, origins);
  }

  #onMoved({ url }: { url: string }): void {
    this.#url = url;
    this.emit('did-navigate-in-page', preventable(), this.getURL(), true);
  }

  async #onLoaded(): Promise<void> {
    if (this.#url === 'about:blank') return;
    this.emit('did-finish-load');
    this.#loaded.resolve();
    this.#title = String(await this.executeJavaScript('document.title'));
    this.emit('page-title-updated', preventable(), this.#title);
  }

  #onWindowOpen({ url, windowName }: { url: string; windowName: string }): void {
    const asked = { url: this.#host.urls.toApp(url), frameName: windowName, disposition: 'foreground-tab' };
    this.#host.recorder.note('window.open', asked.url, this.#openHandler(asked).action);
  }

  #onException({ exceptionDetails }: { exceptionDetails: { text: string; exception?: { description?: string } } }): void {
    this.emit('console-message', { level: 'error', message: exceptionDetails.exception?.description ?? exceptionDetails.text });
  }

  async #onMessage({ kind, channel, id, input }: FromPage): Promise<void> {
    const { ipcMain } = this.#host;
    const event = {
      ...preventable(),
      type: 'frame',
      sender: this,
      senderFrame: this.mainFrame,
      processId: 1,
      frameId: 1,
      ports: [],
      reply: (to: string, ...rest: unknown[]) => this.send(to, ...rest),
    };
    if (kind === 'send') {
      ipcMain.emit(channel, event, ...input);
      return;
    }
    const page = await this.page;
    try {
      await page.tell({ kind: 'reply', id, value: encode(await ipcMain.invoked(channel, event, input)) });
    } catch (fault) {
      await page.tell({ kind: 'reply', id, fault: fault instanceof Error ? fault.message : String(fault) });
    }
  }
}
