import type { App } from './app.ts';
import type { BrowserWindow } from './browser-window.ts';
import type { Chromium } from './chromium.ts';
import type { IpcMain } from './ipc-main.ts';
import type { Recorder } from './recorder.ts';
import type { SchemeUrls } from './scheme-urls.ts';
import type { Session } from './session.ts';

/** What a window needs of everything around it. */
export type Host = {
  app: App;
  chromium: () => Chromium;
  ipcMain: IpcMain;
  recorder: Recorder;
  session: Session;
  urls: SchemeUrls;
  windows: Set<BrowserWindow>;
};
