import { App } from './app.ts';
import { BrowserWindow } from './browser-window.ts';
import type { CdpParams } from './cdp.ts';
import { Chromium, readSettings } from './chromium.ts';
import type { AppFacts } from './command-line.ts';
import type { Host } from './host.ts';
import { IpcMain } from './ipc-main.ts';
import { Recorder, strict } from './recorder.ts';
import { SchemeUrls } from './scheme-urls.ts';
import { Protocol, Session } from './session.ts';
import { createSystem, Menu, Notification } from './system.ts';
import type { WebContents } from './web-contents.ts';

/** The module that `import 'electron'` means in the main process of an app under the stand-in. */

const recorder = new Recorder();
let chromium: Chromium | undefined;

export const app = new App({
  recorder,
  closeWindows: async () => !(await Promise.all(BrowserWindow.getAllWindows().map((window) => window.closed()))).includes(false),
  closeBrowser: async () => chromium?.close(),
});
export const ipcMain = new IpcMain();
export const protocol = new Protocol();
export const session = strict('session', { defaultSession: new Session(protocol) });
export const { dialog, shell, nativeTheme, screen } = createSystem(recorder);
export const webContents = strict('webContents', {
  getAllWebContents: () => BrowserWindow.getAllWindows().map((window) => window.webContents),
  fromId: (id: number) => BrowserWindow.fromId(id)?.webContents,
  fromDevToolsTargetId: (targetId: string) => contentsByTarget.get(targetId),
});
export { net } from './session.ts';
export { MenuItem } from './system.ts';
export { BrowserWindow, Menu, Notification };

const contentsByTarget = new Map<string, WebContents>();
const host: Host = {
  app,
  ipcMain,
  recorder,
  session: session.defaultSession,
  urls: new SchemeUrls(protocol.handlers),
  windows: new Set(),
  chromium: () => {
    if (!chromium) throw new Error('electron-standin: Chromium has not started');
    return chromium;
  },
};
BrowserWindow.host = host;
Notification.recorder = recorder;
Menu.app = app;
app.on('web-contents-created', (_event, contents: WebContents) => {
  void contents.page.then((page) => contentsByTarget.set(page.targetId, contents));
});

/** What the boot script needs, and tests may look at. */
export const standin = {
  calls: recorder.calls,
  describe: (facts: AppFacts) => app.describe(facts),
  start: async () => {
    chromium = await Chromium.launch(readSettings(), app.switches);
    const { cdp, debuggerUrl } = chromium;
    const { product } = (await cdp.send('Browser.getVersion')) as { product: string };
    Object.defineProperty(process.versions, 'chrome', { value: product.split('/')[1], enumerable: true });
    cdp.listen('', onTarget);
    cdp.onClose = () => {
      if (!app.isQuitting()) {
        console.error('electron-standin: Chromium went away');
        process.exit(1);
      }
    };
    await cdp.send('Target.setDiscoverTargets', { discover: true, filter: [{ type: 'page' }] });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit());
    /** Playwright waits for this very line. */
    process.stderr.write(`\nDevTools listening on ${debuggerUrl}\n`);
  },
  ready: () => app.becomeReady(),
};

/** Windows a page opened by itself are closed again: the app was asked through the opener and may only deny. */
function onTarget(method: string, params: CdpParams): void {
  if (method === 'Target.targetCreated') {
    const { targetId, openerId } = (params as { targetInfo: { targetId: string; openerId?: string } }).targetInfo;
    if (openerId !== undefined) void host.chromium().cdp.send('Target.closeTarget', { targetId });
  } else if (method === 'Target.targetDestroyed') {
    const contents = contentsByTarget.get(String(params.targetId));
    contentsByTarget.delete(String(params.targetId));
    BrowserWindow.fromWebContents(contents)?.gone();
  }
}
