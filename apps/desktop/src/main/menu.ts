import type { MenuItemConstructorOptions } from 'electron';

/** Only what a keyboard expects of a window; everything else lives in the page. */
export function menuTemplate(platform: NodeJS.Platform, development: boolean): MenuItemConstructorOptions[] {
  const view: MenuItemConstructorOptions[] = [
    { role: 'reload' },
    { type: 'separator' },
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { type: 'separator' },
    { role: 'togglefullscreen' },
  ];
  return [
    ...(platform === 'darwin'
      ? [{ role: 'appMenu' } as const]
      : [{ label: 'File', submenu: [{ role: 'quit', accelerator: 'CmdOrCtrl+Q' } as const] }]),
    { role: 'editMenu' },
    { label: 'View', submenu: development ? [...view, { role: 'toggleDevTools' }] : view },
    { role: 'windowMenu' },
  ];
}
