import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AppUpdater } from 'electron-updater';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startUpdates } from './updates.ts';

let resources: string;
beforeEach(() => {
  resources = mkdtempSync(join(tmpdir(), 'updates-'));
});
afterEach(() => rmSync(resources, { recursive: true }));

class FakeUpdater extends EventEmitter {
  checkForUpdates = vi.fn(async () => null);
  quitAndInstall = vi.fn();
}

function setUp() {
  const updater = new FakeUpdater();
  const load = vi.fn(async () => updater as unknown as AppUpdater);
  const onReady = vi.fn();
  const logged: string[] = [];
  const start = () => startUpdates({ resources, load, onReady, log: (_level, event) => void logged.push(event) });
  return { updater, load, onReady, logged, start };
}

describe('updates', () => {
  it('are off in a package without a channel: nothing is even loaded', async () => {
    const { load, start } = setUp();
    expect((await start()).install()).toBe(false);
    expect(load).not.toHaveBeenCalled();
  });

  it('are looked for, announced when downloaded, and installed on request only', async () => {
    writeFileSync(join(resources, 'app-update.yml'), 'provider: generic');
    const { updater, onReady, start } = setUp();
    const updates = await start();
    expect(updater.checkForUpdates).toHaveBeenCalledTimes(1);
    expect(updates.install()).toBe(false);
    updater.emit('update-downloaded', { version: '1.2.0' });
    expect(onReady).toHaveBeenCalledWith('1.2.0');
    expect(updater.quitAndInstall).not.toHaveBeenCalled();
    expect(updates.install()).toBe(true);
    expect(updater.quitAndInstall).toHaveBeenCalledTimes(1);
  });

  it('that cannot be had are a line in the log', async () => {
    writeFileSync(join(resources, 'app-update.yml'), 'provider: generic');
    const { updater, logged, start } = setUp();
    updater.checkForUpdates.mockRejectedValueOnce(new Error('no network'));
    await start();
    updater.emit('error', new Error('bad signature'));
    await expect.poll(() => logged).toEqual(expect.arrayContaining(['update_check_failed', 'update_failed']));
  });
});
