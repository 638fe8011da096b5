import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deskCalls } from '@banrimkwae/contract/desk';
import { callDesk, valueFrom } from '../desk-page.ts';
import { hasElectron, launchDesk } from '../launch.ts';
import { expect, test } from './test.ts';

test('opens one window from app://, with the built page in it', async ({ desk }) => {
  const { app, page } = desk;
  const url = await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.webContents.getURL()));
  expect(url).toHaveLength(1);
  expect(url[0]).toMatch(/^app:\/\/control-centre\//);
  expect(await page.evaluate(() => document.getElementById('root')?.childElementCount)).toBeGreaterThan(0);
});

test('shows the page what the contract says, no more and no less, and lets it change nothing', async ({ desk }) => {
  const { page } = desk;
  const surface = await page.evaluate(() => Object.keys(Reflect.get(window, 'desk')));
  expect(surface.sort()).toEqual([...Object.keys(deskCalls), 'on'].sort());
  const changed = await page.evaluate(() => {
    const desk = Reflect.get(window, 'desk');
    return [Reflect.set(desk, 'print', 1), Reflect.set(window, 'desk', 1), Reflect.deleteProperty(window, 'desk')];
  });
  expect(changed).toEqual([false, false, false]);
  const listening = page.evaluate(() => Reflect.get(window, 'desk').on('no-such-event', () => undefined));
  await expect(listening).rejects.toThrow('There is no desk event "no-such-event".');
});

test('keeps Node and Electron out of the page', async ({ desk }) => {
  const found = await desk.page.evaluate(() =>
    ['require', 'process', 'Buffer', 'global', 'ipcRenderer', 'electron', '__dirname', 'module'].filter((name) => name in window),
  );
  expect(found).toEqual([]);
});

test('tells what it is and that it cannot remember a sign-in here', async ({ desk }) => {
  const info = await valueFrom(desk.page, 'desk.info');
  expect(info).toMatchObject({ version: '0.1.0', platform: process.platform, practice: false });
  expect(info.keychain.sentence.en).toMatch(/\w/);
  if (process.platform === 'linux') expect(info.keychain.available).toBe(false);
});

test('remembers place, size and theme of the window', async ({ desk, agent }) => {
  await valueFrom(desk.page, 'theme', { source: 'dark' });
  const left = { x: 40, y: 50, width: 1100, height: 700 };
  await desk.app.evaluate(({ BrowserWindow }, bounds) => BrowserWindow.getAllWindows()[0]?.setBounds(bounds), left);
  await desk.app.close();
  expect(JSON.parse(readFileSync(join(desk.userData, 'window.json'), 'utf8'))).toEqual({ bounds: left, maximized: false });
  const again = await launchDesk({ agentPort: agent.port, userData: desk.userData });
  expect(await again.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds())).toMatchObject(left);
  expect(await again.app.evaluate(({ nativeTheme }) => nativeTheme.themeSource)).toBe('dark');
  await again.close();
});

test('starts with broken settings all the same, and keeps them for support', async ({ desk, agent }) => {
  await desk.app.close();
  writeFileSync(join(desk.userData, 'window.json'), '{"bounds":');
  const again = await launchDesk({ agentPort: agent.port, userData: desk.userData });
  expect(await callDesk(again.page, 'desk.info')).toMatchObject({ ok: true });
  expect(readFileSync(join(desk.userData, 'window.json.broken'), 'utf8')).toBe('{"bounds":');
  await again.close();
});

test('ends when its last window is closed', async ({ desk }) => {
  const ended = desk.app.waitForEvent('close');
  const child = desk.app.process();
  await desk.page.close();
  await ended;
  expect(child.exitCode).toBe(0);
});

test('a second start brings the first window up instead of opening another', async ({ desk }) => {
  test.skip(hasElectron(), 'the real single-instance lock is taken before Playwright can look');
  const shown = await desk.app.evaluate(async ({ app, BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows()[0];
    window?.minimize();
    app.emit('second-instance');
    return { minimized: window?.isMinimized(), windows: BrowserWindow.getAllWindows().length };
  });
  expect(shown).toEqual({ minimized: false, windows: 1 });
});

test('a page that died is loaded again after asking', async ({ desk }) => {
  await desk.page.evaluate(() => Object.assign(window, { beforeTheCrash: true }));
  await desk.app.evaluate(({ BrowserWindow, dialog }) => {
    const asked: unknown[] = [];
    Object.assign(globalThis, { asked });
    dialog.showMessageBox = (async (...input: unknown[]) => {
      asked.push((input.at(-1) as { message: string }).message);
      return { response: 0, checkboxChecked: false };
    }) as typeof dialog.showMessageBox;
    BrowserWindow.getAllWindows()[0]?.webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 });
  });
  await desk.page.waitForFunction(() => 'desk' in window && !('beforeTheCrash' in window));
  expect(await desk.app.evaluate(() => Reflect.get(globalThis, 'asked'))).toEqual(['The control centre stopped working.']);
  expect(await callDesk(desk.page, 'desk.info')).toMatchObject({ ok: true });
});
