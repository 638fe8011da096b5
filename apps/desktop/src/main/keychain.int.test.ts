import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const missing = ['dbus-run-session', 'gnome-keyring-daemon'].filter((tool) => spawnSync('sh', ['-c', `command -v ${tool}`]).status !== 0);
const reason = process.platform === 'linux' && missing.length === 0 ? '' : ` (skipped: needs ${missing.join(' and ') || 'Linux'})`;

const roundTrip = `
  const { openKeychain } = await import(process.argv[1]);
  const opened = await openKeychain();
  if (!opened.available) throw new Error(opened.reason);
  const { keychain } = opened;
  await keychain.setPassword('desk-test', 'agent_1', 'รหัส 1');
  await keychain.setPassword('desk-test', 'agent_1', 'รหัส 2');
  const got = await keychain.getPassword('desk-test', 'agent_1');
  const found = await keychain.findCredentials('desk-test');
  const deleted = [await keychain.deletePassword('desk-test', 'agent_1'), await keychain.deletePassword('desk-test', 'agent_1')];
  console.log(JSON.stringify({ got, found, deleted, gone: await keychain.getPassword('desk-test', 'agent_1') }));
`;
const probe = 'const { openKeychain } = await import(process.argv[1]); console.log(JSON.stringify(await openKeychain()))';

function run(script: string, start: string, home: string): unknown {
  const directories = { HOME: home, XDG_DATA_HOME: join(home, 'data'), XDG_RUNTIME_DIR: join(home, 'run') };
  for (const directory of Object.values(directories)) mkdirSync(directory, { recursive: true, mode: 0o700 });
  const { PATH } = process.env;
  const command = `${start} exec "$@"`;
  const node = [process.execPath, '--input-type=module', '-e', script, join(import.meta.dirname, 'keychain.ts')];
  const child = spawnSync('dbus-run-session', ['--', 'sh', '-c', command, 'sh', ...node], {
    env: { PATH, ...directories },
    encoding: 'utf8',
  });
  if (child.status !== 0) throw new Error(child.stderr);
  return JSON.parse(child.stdout);
}

describe.skipIf(reason !== '')(`the secret service of Linux${reason}`, () => {
  it('keeps, overwrites, finds and deletes a secret', () => {
    const home = mkdtempSync(join(tmpdir(), 'keychain-'));
    const unlock = 'printf %s test-pass | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1;';
    expect(run(roundTrip, unlock, home)).toEqual({
      got: 'รหัส 2',
      found: [{ account: 'agent_1', password: 'รหัส 2' }],
      deleted: [true, false],
      gone: null,
    });
    rmSync(home, { recursive: true });
  });

  it('is reported as missing when no service answers, instead of losing secrets silently', () => {
    const home = mkdtempSync(join(tmpdir(), 'keychain-'));
    expect(run(probe, 'export DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent;', home)).toMatchObject({
      available: false,
      reason: expect.stringMatching(/\w/),
    });
    rmSync(home, { recursive: true });
  });
});
