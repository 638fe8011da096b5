import type { WebContents } from 'electron';
import type { Log } from './log.ts';
import type { OwnPage } from './own-page.ts';

export type NavigationRules = {
  page: OwnPage;
  /** Offers a link to the system's browser; a person decides. */
  openExternal: (url: string) => Promise<boolean>;
  log: Log;
};

/** No contents of ours ever shows a foreign page, opens a window or holds a webview. */
export function guardNavigation(contents: WebContents, { page, openExternal, log }: NavigationRules): void {
  const stay = (event: { preventDefault: () => void; url: string }) => {
    if (page.shows(event.url)) return;
    event.preventDefault();
    log('warn', 'navigation_refused', { host: hostOf(event.url) });
  };
  contents.on('will-navigate', stay);
  contents.on('will-frame-navigate', stay);
  contents.on('will-redirect', stay);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    log('info', 'new_window_refused', { host: hostOf(url) });
    void openExternal(url);
    return { action: 'deny' };
  });
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? '';
}
