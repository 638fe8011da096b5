import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { has } from './debian.ts';

/** A command line, and the environment it needs beside the usual one. */
export type Command = { command: string; args: readonly string[]; env: Readonly<Record<string, string>> };
export type Session = { wrap: (command: Command) => Command; end: () => void };

const UNLOCK = 'printf %s practice | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; exec "$@"';

/**
 * A throw-away secret service for the tests, with a home of its own: the keychain of the person at this machine is never touched. Without the
 * programs for it the tests see no keychain at all.
 */
export function openSecretSession(): Session {
  if (!has('dbus-run-session') || !has('gnome-keyring-daemon')) {
    return {
      wrap: (inner) => ({ ...inner, env: { ...inner.env, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent' } }),
      end: () => undefined,
    };
  }
  const home = mkdtempSync(join(tmpdir(), 'secrets-'));
  const folders = {
    HOME: home,
    XDG_DATA_HOME: join(home, 'data'),
    XDG_RUNTIME_DIR: join(home, 'run'),
    XDG_CONFIG_HOME: join(home, 'config'),
  };
  for (const folder of Object.values(folders)) mkdirSync(folder, { recursive: true, mode: 0o700 });
  return {
    wrap: ({ command, args, env }) => ({
      command: 'dbus-run-session',
      args: ['--', 'sh', '-c', UNLOCK, 'sh', command, ...args],
      env: { ...env, ...folders },
    }),
    end: () => rmSync(home, { recursive: true, force: true }),
  };
}
