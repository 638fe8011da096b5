import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AppUpdater } from 'electron-updater';
import { faultFacts, type Log } from './log.ts';

export type Updates = { install: () => boolean };

const EVERY = 6 * 3_600_000;

export type UpdateParts = {
  /** Where the packager puts app-update.yml, when an update channel was configured. */
  resources: string;
  load: () => Promise<AppUpdater>;
  onReady: (version: string) => void;
  log: Log;
};

/** Looks for updates on the channel the package was built with. Without one nothing is loaded and nothing is asked for. */
export async function startUpdates({ resources, load, onReady, log }: UpdateParts): Promise<Updates> {
  if (!existsSync(join(resources, 'app-update.yml'))) return { install: () => false };
  const updater = await load();
  let ready = false;
  updater.on('update-downloaded', ({ version }) => {
    ready = true;
    onReady(version);
  });
  updater.on('error', (fault) => log('warn', 'update_failed', faultFacts(fault)));
  const check = () => void updater.checkForUpdates().catch((fault: unknown) => log('warn', 'update_check_failed', faultFacts(fault)));
  check();
  setInterval(check, EVERY).unref();
  return {
    install: () => {
      if (ready) updater.quitAndInstall();
      return ready;
    },
  };
}
