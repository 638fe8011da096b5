import type { BrowserWindow, MessageBoxOptions, MessageBoxReturnValue } from 'electron';
import type { Log } from './log.ts';

export type CrashParts = {
  ask: (options: MessageBoxOptions) => Promise<MessageBoxReturnValue>;
  quit: () => void;
  log: Log;
};

/** A dead or stuck page is never left as a white window: a person is asked, and it is loaded again. */
export function watchForCrashes(window: BrowserWindow, { ask, quit, log }: CrashParts): void {
  window.webContents.on('render-process-gone', async (_event, details) => {
    if (details.reason === 'clean-exit') return;
    log('error', 'page_gone', { reason: details.reason, exitCode: details.exitCode });
    const message = 'The control centre stopped working.';
    const answer = await ask({
      type: 'error',
      message,
      detail: 'Nothing you sent was lost: it is kept by the agent.',
      buttons: ['Load again', 'Quit'],
      defaultId: 0,
    });
    if (answer.response === 0) window.webContents.reload();
    else quit();
  });
  window.on('unresponsive', async () => {
    log('warn', 'page_unresponsive');
    const answer = await ask({
      type: 'warning',
      message: 'The control centre does not respond.',
      buttons: ['Wait', 'Load again'],
      defaultId: 0,
      cancelId: 0,
    });
    if (answer.response === 1) window.webContents.reload();
  });
}
