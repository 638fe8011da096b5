import { BrowserWindow, screen } from 'electron';
import type { JsonFile } from './json-file.ts';
import { faultFacts, type Log } from './log.ts';
import type { Theme } from './theme.ts';
import { placeWindow, SMALLEST, type WindowState } from './window-state.ts';

export type WindowParts = { preload: string; url: string; state: JsonFile<WindowState>; theme: Theme; log: Log };

/** The desktop's one window, as far as it is there. */
export type MainWindow = {
  current: () => BrowserWindow | undefined;
  /** Opens it, or brings it to the front. */
  show: () => void;
};

export function createMainWindow(parts: WindowParts): MainWindow {
  let window: BrowserWindow | undefined;
  const current = () => (window?.isDestroyed() ? undefined : window);
  return {
    current,
    show: () => {
      const there = current();
      if (!there) window = openWindow(parts);
      else bringToFront(there);
    },
  };
}

/** Sandboxed, isolated, shown when it has painted, placed where it was left. */
function openWindow({ preload, url, state, theme, log }: WindowParts): BrowserWindow {
  const remembered = state.read();
  const screens = screen.getAllDisplays().map((display) => display.workArea);
  const window = new BrowserWindow({
    ...placeWindow(remembered, screens),
    minWidth: SMALLEST.width,
    minHeight: SMALLEST.height,
    title: 'Banrimkwae control centre',
    backgroundColor: theme.background(),
    show: false,
    webPreferences: { preload, sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true, spellcheck: false },
  });
  window.once('ready-to-show', () => {
    if (remembered?.maximized) window.maximize();
    window.show();
  });
  window.on('close', () => state.write({ bounds: window.getNormalBounds(), maximized: window.isMaximized() }));
  /** A load that was overtaken by another counts as failed too: that is a line in the log and no more. */
  window.loadURL(url).catch((fault: unknown) => log('warn', 'page_not_loaded', faultFacts(fault)));
  return window;
}

function bringToFront(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
