import { EventEmitter } from 'node:events';
import type { BrowserWindow } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import { watchForCrashes } from './crash.ts';

function watched(response: number) {
  const webContents = Object.assign(new EventEmitter(), { reload: vi.fn() });
  const window = Object.assign(new EventEmitter(), { webContents });
  const ask = vi.fn(async (_options: { message: string }) => ({ response, checkboxChecked: false }));
  const quit = vi.fn();
  watchForCrashes(window as unknown as BrowserWindow, { ask, quit, log: () => undefined });
  return { window, webContents, ask, quit };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('a page that died', () => {
  it('is loaded again when the person wants it', async () => {
    const { webContents, quit } = watched(0);
    webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 });
    await settle();
    expect(webContents.reload).toHaveBeenCalledTimes(1);
    expect(quit).not.toHaveBeenCalled();
  });

  it('or takes the app with it', async () => {
    const { webContents, quit } = watched(1);
    webContents.emit('render-process-gone', {}, { reason: 'oom', exitCode: 5 });
    await settle();
    expect(quit).toHaveBeenCalledTimes(1);
  });

  it('is nobody’s business when it was closed', async () => {
    const { webContents, ask } = watched(0);
    webContents.emit('render-process-gone', {}, { reason: 'clean-exit', exitCode: 0 });
    await settle();
    expect(ask).not.toHaveBeenCalled();
  });
});

describe('a page that does not respond', () => {
  it.each([
    [0, 0],
    [1, 1],
  ])('answer %i reloads it %i times', async (response, times) => {
    const { window, webContents } = watched(response);
    window.emit('unresponsive');
    await settle();
    expect(webContents.reload).toHaveBeenCalledTimes(times);
  });
});
