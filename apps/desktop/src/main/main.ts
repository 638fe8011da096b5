import { join } from 'node:path';
import { app, dialog, Menu, protocol, session } from 'electron';
import { APP_ORIGIN, APP_SCHEME, createAppHandler } from './app-protocol.ts';
import { readConfig } from './config.ts';
import { watchForCrashes } from './crash.ts';
import { createDesk } from './desk.ts';
import { createFileLog, faultFacts } from './log.ts';
import { menuTemplate } from './menu.ts';
import { guardNavigation } from './navigation.ts';
import { createOwnPage } from './own-page.ts';
import { denyPermissions } from './permissions.ts';

const config = readConfig();
const userData = app.getPath('userData');
const log = createFileLog(join(userData, 'logs', 'desk.log'), () => new Date());
/** A packaged app never loads from a development server, whatever its environment says. */
const developmentUrl = app.isPackaged ? undefined : config.developmentUrl;
const page = createOwnPage(developmentUrl);

process.on('uncaughtException', (fault) => {
  log('error', 'main_failed', faultFacts(fault));
  dialog.showErrorBox('The control centre has to close', 'Start it again. Nothing you sent was lost: it is kept by the agent.');
  app.exit(1);
});

if (app.requestSingleInstanceLock()) {
  app.enableSandbox();
  protocol.registerSchemesAsPrivileged([{ scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
  app.whenReady().then(start).catch(fail);
} else {
  app.quit();
}

/** Every setup in its order: what guards comes before what is guarded. */
async function start(): Promise<void> {
  denyPermissions(session.defaultSession, page);
  protocol.handle(APP_SCHEME, createAppHandler(join(import.meta.dirname, '../renderer')));
  const desk = await createDesk({
    config,
    page,
    log,
    userData,
    preload: join(import.meta.dirname, '../preload/index.cjs'),
    url: developmentUrl ?? `${APP_ORIGIN}/`,
  });
  app.on('web-contents-created', (_event, contents) => guardNavigation(contents, { page, openExternal: desk.openExternal, log }));
  app.on('browser-window-created', (_event, window) =>
    watchForCrashes(window, { ask: (options) => dialog.showMessageBox(window, options), quit: () => app.quit(), log }),
  );
  app.on('second-instance', () => desk.window.show());
  app.on('activate', () => desk.window.show());
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  app.on('will-quit', desk.close);
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform, developmentUrl !== undefined)));
  desk.window.show();
  log('info', 'started', { version: app.getVersion(), platform: process.platform });
}

function fail(fault: unknown): void {
  log('error', 'start_failed', faultFacts(fault));
  dialog.showErrorBox('The control centre could not start', fault instanceof Error ? fault.message : 'Look into the log file.');
  app.exit(1);
}
