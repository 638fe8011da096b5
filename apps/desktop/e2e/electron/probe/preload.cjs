const { contextBridge, ipcRenderer } = require('electron');

globalThis.onlyHere = true;
contextBridge.exposeInMainWorld('probe', {
  echo: (value) => ipcRenderer.invoke('echo', value),
  fail: () => ipcRenderer.invoke('fail'),
  nobody: () => ipcRenderer.invoke('nobody'),
  twice: (double) => double(2) + double(3),
  throws: () => {
    throw new Error('from the preload');
  },
  say: (word) => ipcRenderer.send('say', word),
  onSaid: (listener) => {
    const forward = (_event, ...said) => listener(...said);
    ipcRenderer.on('said', forward);
    return () => ipcRenderer.removeListener('said', forward);
  },
  list: [{ deep: true }],
  sandboxed: process.sandboxed,
});
