import { join } from 'node:path';
import { app, BrowserWindow, ipcMain, session } from 'electron';

ipcMain.handle('echo', (_event, value) => value);
ipcMain.handle('fail', () => {
  throw new TypeError('not like this');
});
ipcMain.on('say', (event, word) => event.reply('said', word, new Date(0)));

app.whenReady().then(async () => {
  session.defaultSession.protocol.handle(
    'probe',
    () => new Response('<title>By scheme</title>', { headers: { 'content-type': 'text/html' } }),
  );
  session.defaultSession.webRequest.onHeadersReceived((details, answer) => {
    answer({ responseHeaders: { ...details.responseHeaders, 'content-security-policy': ["script-src 'none'"] } });
  });
  const window = new BrowserWindow({ webPreferences: { preload: join(import.meta.dirname, 'preload.cjs'), sandbox: true } });
  if (process.env.PROBE_URL) await window.loadURL(process.env.PROBE_URL);
  else await window.loadFile('index.html');
});
