import { join } from 'node:path';
import { deskCalls } from '@banrimkwae/contract/desk';
import { app, type IpcMainInvokeEvent, ipcMain, nativeTheme, shell } from 'electron';
import type * as z from 'zod';
import { createAgentSide } from './agent-side.ts';
import { AgentFile } from './agent-store.ts';
import type { DeskConfig } from './config.ts';
import { deskInfo } from './desk-info.ts';
import { ConfirmedHosts, createExternalLinks } from './external-links.ts';
import { agentHandlers } from './handlers/agents.ts';
import { nativeHandlers } from './handlers/native.ts';
import { sessionHandlers } from './handlers/session.ts';
import { register, tell } from './ipc.ts';
import { jsonFile } from './json-file.ts';
import { openKeychain } from './keychain.ts';
import type { Log } from './log.ts';
import { ask, notify, printWindow } from './native.ts';
import { isOurCall, type OwnPage } from './own-page.ts';
import { createTheme, ThemeSource } from './theme.ts';
import { startUpdates } from './updates.ts';
import { createMainWindow, type MainWindow } from './window.ts';
import { WindowState } from './window-state.ts';

export type DeskParts = { config: DeskConfig; page: OwnPage; log: Log; userData: string; preload: string; url: string };
export type Desk = { window: MainWindow; openExternal: (url: string) => Promise<boolean>; close: () => void };

/** Composes everything behind the window and registers the calls the window may make. */
export async function createDesk({ config, page, log, userData, preload, url }: DeskParts): Promise<Desk> {
  const file = <Value>(name: string, schema: z.ZodType<Value>) => jsonFile(join(userData, name), schema, log);
  const keychain = await openKeychain();
  if (!keychain.available) log('warn', 'keychain_unavailable', { reason: keychain.reason });
  const theme = createTheme(nativeTheme, file('theme.json', ThemeSource));
  const window = createMainWindow({ preload, url, state: file('window.json', WindowState), theme, log });
  const openExternal = createExternalLinks({
    confirmed: file('confirmed-hosts.json', ConfirmedHosts),
    ask: (options) => ask(window, options),
    open: (address) => shell.openExternal(address),
    log,
  });
  const agent = createAgentSide({
    agents: file('agents.json', AgentFile),
    localAddress: config.localAgentAddress,
    keychain: keychain.available ? keychain.keychain : undefined,
    log,
    onEvent: (event) => tell(window.current(), 'live', event),
    onStatus: (status) => tell(window.current(), 'live.status', status),
  });
  const updates = await startUpdates({
    resources: process.resourcesPath,
    load: loadUpdater,
    onReady: (version) => tell(window.current(), 'updates.ready', { version }),
    log,
  });
  const info = deskInfo({ version: app.getVersion(), platform: process.platform, practice: config.practice }, keychain);
  const isOurs = (event: IpcMainInvokeEvent) => isOurCall(page, window.current()?.webContents, event);
  register({ ipcMain, isOurs, log }, deskCalls, {
    ...agentHandlers(agent),
    ...sessionHandlers(agent),
    ...nativeHandlers({ info, theme, updates, openExternal, print: () => printWindow(window), notify: (notice) => notify(window, notice) }),
  });
  return { window, openExternal, close: () => void agent.close() };
}

async function loadUpdater() {
  const { default: updater } = await import('electron-updater');
  return updater.autoUpdater;
}
