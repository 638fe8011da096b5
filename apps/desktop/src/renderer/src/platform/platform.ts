import type { DeskApi } from '@banrimkwae/contract/desk';
import { unwrap } from '../agent/desk-transport.ts';

/** What differs between the desktop and a browser tab, besides the way to the agent. */
export type Platform = {
  print: () => Promise<void>;
  openExternal: (url: string) => Promise<void>;
  /** A notice of the operating system, for when the window is not looked at. */
  notify: (notice: { title: string; body: string; link?: string }) => Promise<void>;
  /** Tells the operating system's window frame which theme was chosen. */
  theme: (source: 'system' | 'light' | 'dark') => Promise<void>;
};

export function createDeskPlatform(desk: DeskApi): Platform {
  return {
    print: async () => void unwrap(await desk.print()),
    openExternal: async (url) => void unwrap(await desk.openExternal({ url })),
    notify: async (notice) => void unwrap(await desk.notify(notice)),
    theme: async (source) => void unwrap(await desk.theme({ source })),
  };
}

export function createBrowserPlatform(page: Window): Platform {
  return {
    print: async () => page.print(),
    openExternal: async (url) => void page.open(url, '_blank', 'noopener,noreferrer'),
    notify: async () => undefined,
    theme: async () => undefined,
  };
}
