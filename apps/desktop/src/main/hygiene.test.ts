import { EventEmitter } from 'node:events';
import type { MessageBoxReturnValue, Session, WebContents, WindowOpenHandlerResponse } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import { createExternalLinks } from './external-links.ts';
import { menuTemplate } from './menu.ts';
import { guardNavigation } from './navigation.ts';
import { createOwnPage } from './own-page.ts';
import { denyPermissions } from './permissions.ts';

const page = createOwnPage(undefined);
const log = () => undefined;

class FakeContents extends EventEmitter {
  open: ((details: { url: string }) => WindowOpenHandlerResponse) | undefined;
  setWindowOpenHandler(open: (details: { url: string }) => WindowOpenHandlerResponse): void {
    this.open = open;
  }
}

describe('navigation', () => {
  const contents = new FakeContents();
  const openExternal = vi.fn(async () => true);
  guardNavigation(contents as unknown as WebContents, { page, openExternal, log });
  const refused = (event: string, url: string) => {
    const preventDefault = vi.fn();
    contents.emit(event, { preventDefault, url });
    return preventDefault.mock.calls.length === 1;
  };

  it.each(['will-navigate', 'will-frame-navigate', 'will-redirect'])('%s stays on our page', (event) => {
    expect(refused(event, 'app://control-centre/payments')).toBe(false);
    expect(refused(event, 'https://example.org/')).toBe(true);
    expect(refused(event, 'file:///etc/passwd')).toBe(true);
    expect(refused(event, 'javascript:alert(1)')).toBe(true);
  });

  it('opens no window and no webview, and offers links to the browser', () => {
    expect(contents.open?.({ url: 'https://example.org/docs' })).toEqual({ action: 'deny' });
    expect(openExternal).toHaveBeenCalledWith('https://example.org/docs');
    expect(refused('will-attach-webview', '')).toBe(true);
  });
});

describe('links to the browser', () => {
  const parts = (answer: MessageBoxReturnValue) => {
    const kept: string[][] = [];
    const ask = vi.fn(async () => answer);
    const open = vi.fn(async () => undefined);
    return {
      kept,
      ask,
      open,
      links: createExternalLinks({ confirmed: { read: () => kept.at(-1), write: (hosts) => void kept.push(hosts) }, ask, open, log }),
    };
  };

  it('open after a person agreed, every time until they tick the box', async () => {
    const { links, ask, open, kept } = parts({ response: 1, checkboxChecked: false });
    expect(await links('https://dashboard.example/a')).toBe(true);
    expect(await links('https://dashboard.example/b')).toBe(true);
    expect(ask).toHaveBeenCalledTimes(2);
    expect(open).toHaveBeenLastCalledWith('https://dashboard.example/b');
    expect(kept).toEqual([]);
  });

  it('open without asking once the box was ticked, for that host only', async () => {
    const { links, ask, kept } = parts({ response: 1, checkboxChecked: true });
    await links('https://dashboard.example/a');
    await links('https://dashboard.example/b');
    expect(ask).toHaveBeenCalledTimes(1);
    expect(kept).toEqual([['dashboard.example']]);
    await links('https://other.example/');
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it('do not open when the person stays', async () => {
    const { links, open } = parts({ response: 0, checkboxChecked: true });
    expect(await links('https://dashboard.example/')).toBe(false);
    expect(open).not.toHaveBeenCalled();
  });

  it('open a letter in the mail program, where it is read before it is sent', async () => {
    const { links, ask, open } = parts({ response: 0, checkboxChecked: false });
    expect(await links('mailto:emma%40guest.example?subject=Payment&body=Here%20is%20the%20link')).toBe(true);
    expect(ask).not.toHaveBeenCalled();
    expect(open).toHaveBeenCalledTimes(1);
  });

  it.each(['mailto:a@b.example?attach=/etc/passwd', 'file:///etc/passwd', 'javascript:alert(1)', 'smb://server/share', 'not a url'])(
    'never open %s',
    async (url) => {
      const { links, ask, open } = parts({ response: 1, checkboxChecked: false });
      expect(await links(url)).toBe(false);
      expect(ask).not.toHaveBeenCalled();
      expect(open).not.toHaveBeenCalled();
    },
  );
});

describe('permissions', () => {
  const handlers: Record<string, (...input: never[]) => unknown> = {};
  const session = {
    setPermissionRequestHandler: (handler: never) => void Object.assign(handlers, { request: handler }),
    setPermissionCheckHandler: (handler: never) => void Object.assign(handlers, { check: handler }),
    setDevicePermissionHandler: (handler: never) => void Object.assign(handlers, { device: handler }),
  };
  denyPermissions(session as unknown as Session, page);
  const granted = (permission: string, details: object) => {
    const answer = vi.fn();
    handlers.request?.(...([null, permission, answer, details] as never[]));
    return answer.mock.calls[0]?.[0];
  };
  const ours = { isMainFrame: true, requestingUrl: 'app://control-centre/' };

  it('are given to our page for notifications and copying only', () => {
    expect(granted('notifications', ours)).toBe(true);
    expect(granted('clipboard-sanitized-write', ours)).toBe(true);
    for (const permission of ['media', 'geolocation', 'clipboard-read', 'openExternal', 'hid', 'fullscreen'])
      expect(granted(permission, ours)).toBe(false);
    expect(granted('notifications', { ...ours, isMainFrame: false })).toBe(false);
    expect(granted('notifications', { ...ours, requestingUrl: 'https://example.org/' })).toBe(false);
    expect(handlers.check?.(...([null, 'notifications', 'app://control-centre/'] as never[]))).toBe(true);
    expect(handlers.check?.(...([null, 'media', 'app://control-centre/'] as never[]))).toBe(false);
    expect(handlers.device?.()).toBe(false);
  });
});

describe('the menu', () => {
  it('offers the developer tools in development only', () => {
    expect(JSON.stringify(menuTemplate('linux', false))).not.toContain('toggleDevTools');
    expect(JSON.stringify(menuTemplate('linux', true))).toContain('toggleDevTools');
    expect(menuTemplate('darwin', false)[0]).toEqual({ role: 'appMenu' });
  });
});
