import type { DeskInput } from '@banrimkwae/contract/desk';
import { dialog, type MessageBoxOptions, Notification } from 'electron';
import { tell } from './ipc.ts';
import type { MainWindow } from './window.ts';

/** Prints what the window shows, through the system's print dialog. False when the person cancelled it or there is no printer. */
export function printWindow(window: MainWindow): Promise<boolean> {
  const contents = window.current()?.webContents;
  if (!contents) return Promise.resolve(false);
  return new Promise((resolve) => contents.print({ printBackground: true }, (printed) => resolve(printed)));
}

/** Shows a notification; a click on it brings the window up, at the screen it is about. */
export function notify(window: MainWindow, { title, body, link }: DeskInput<'notify'>): boolean {
  if (!Notification.isSupported()) return false;
  const notification = new Notification({ title, body });
  notification.on('click', () => {
    window.show();
    if (link !== undefined) tell(window.current(), 'navigate', { path: link });
  });
  notification.show();
  return true;
}

/** Asks a person, in front of the window when there is one. */
export function ask(window: MainWindow, options: MessageBoxOptions) {
  const parent = window.current();
  return parent ? dialog.showMessageBox(parent, options) : dialog.showMessageBox(options);
}
