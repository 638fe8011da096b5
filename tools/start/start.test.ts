import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sourceHash } from './desktop-build.ts';
import { readable } from './log-lines.ts';
import { busySentence, holderOf, isFree, listeningInodes, waitForPort } from './ports.ts';
import { createProcesses, type Ended, endSentence } from './processes.ts';
import { readSettings } from './settings.ts';
import { electronBinary, noWindowReason } from './window.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'start-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('settings', () => {
  it('are practice on the documented ports unless told otherwise', () => {
    expect(readSettings({})).toEqual({
      profile: 'practice',
      apiPort: 7300,
      webhookPort: 7301,
      sandboxPort: 7302,
      address: 'http://127.0.0.1:7300',
    });
    expect(readSettings({ AGENT_PROFILE: 'live', AGENT_API_PORT: '8080' })).toMatchObject({
      profile: 'live',
      address: 'http://127.0.0.1:8080',
    });
  });
  it.each(['0', '70000', 'seven', ''])('refuse the port %j by name', (value) => {
    expect(() => readSettings({ SANDBOX_PORT: value })).toThrow(`SANDBOX_PORT is "${value}"`);
  });
});

describe('ports', () => {
  it('knows a free one, a busy one and who holds it', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    expect(await isFree(port)).toBe(false);
    expect(await waitForPort(port, { seconds: 5, gone: () => false })).toBe(true);
    if (process.platform === 'linux') expect(holderOf(port)).toContain(`process ${process.pid} (`);
    await new Promise((resolve) => server.close(resolve));
    expect(await isFree(port)).toBe(true);
    expect(await waitForPort(port, { seconds: 5, gone: () => true })).toBe(false);
  });

  it('reads listening sockets from the kernel table, not connected ones', () => {
    const table = [
      '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
      '   0: 0100007F:1C84 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4242 1',
      '   1: 0100007F:1C84 0100007F:9999 01 00000000:00000000 00:00000000 00000000     0        0 4343 1',
    ].join('\n');
    expect(listeningInodes(table, 7300)).toEqual(['4242']);
    expect(listeningInodes(table, 7301)).toEqual([]);
  });

  it('says what to do', () => {
    expect(busySentence({ port: 7300, variable: 'AGENT_API_PORT', holder: 'process 12 (nginx)' })).toBe(
      'Port 7300 is in use by process 12 (nginx): stop it, or choose another port, e.g. AGENT_API_PORT=7400 npm start',
    );
  });
});

describe('what a person reads of a log', () => {
  it.each([
    ['{"level":30,"msg":"listening"}', undefined],
    ['{"level":40,"msg":"slow"}', 'slow'],
    ['{"level":50,"msg":"cannot open the store","err":{"message":"disk full"}}', 'cannot open the store: disk full'],
    ['plain words', 'plain words'],
    ['{broken', '{broken'],
    ['', undefined],
  ])('%s', (line, expected) => {
    expect(readable(line)).toBe(expected);
  });
});

describe('processes', () => {
  const run = (script: string, shown: string[] = []) => {
    const processes = createProcesses(folder, (line) => shown.push(line));
    const ended = Promise.withResolvers<Ended>();
    const child = processes.start(
      { name: 'agent', command: process.execPath, args: ['-e', script], cwd: folder, env: process.env },
      ended.resolve,
    );
    return { processes, child, ended: ended.promise };
  };

  it('tells what one said and how it ended, and keeps its log', async () => {
    const shown: string[] = [];
    const { ended, child } = run('console.log("one"); console.error("two"); process.exit(3)', shown);
    expect(endSentence(await ended, folder)).toBe(`The agent ended with exit code 3; its whole log is ${join(folder, 'agent.log')}`);
    expect(shown.toSorted()).toEqual(['agent    one', 'agent    two']);
    expect(child.gone()).toBe(true);
    expect(readFileSync(join(folder, 'agent.log'), 'utf8')).toContain('one\n');
  });

  it('tells when one could not be started', async () => {
    const shown: string[] = [];
    const processes = createProcesses(folder, (line) => shown.push(line));
    const ended = await new Promise<Ended>((resolve) => {
      processes.start({ name: 'sandbox', command: join(folder, 'missing'), args: [], cwd: folder, env: {} }, resolve);
    });
    expect(endSentence(ended, folder)).toContain('The sandbox could not be started;');
    expect(shown).toEqual([expect.stringContaining('ENOENT')]);
  });

  it('stops what runs, gently', async () => {
    const shown: string[] = [];
    const { processes, ended } = run(
      'process.on("SIGTERM", () => { console.log("bye"); process.exit(0) }); console.log("up"); setInterval(() => {}, 1000)',
      shown,
    );
    await expect.poll(() => shown).toContain('agent    up');
    await processes.stop();
    expect(await ended).toMatchObject({ code: 0, signal: null });
    expect(shown).toEqual(['agent    up', 'agent    bye']);
  });
});

describe('building', () => {
  it('is due when a source changes, not when a test does', () => {
    mkdirSync(join(folder, 'src/deep'), { recursive: true });
    writeFileSync(join(folder, 'src/deep/a.ts'), '1');
    const before = sourceHash(folder, ['src', 'absent']);
    writeFileSync(join(folder, 'src/deep/a.test.ts'), '1');
    expect(sourceHash(folder, ['src', 'absent'])).toBe(before);
    writeFileSync(join(folder, 'src/deep/a.ts'), '2');
    expect(sourceHash(folder, ['src', 'absent'])).not.toBe(before);
  });
});

describe('the window', () => {
  it.each([
    [{ platform: 'linux', environment: {}, root: false }, 'this machine has no display'],
    [{ platform: 'linux', environment: { DISPLAY: ':0' }, root: true }, "Electron's sandbox does not run as root"],
    [{ platform: 'linux', environment: { WAYLAND_DISPLAY: 'wayland-0' }, root: false }, undefined],
    [{ platform: 'darwin', environment: {}, root: true }, undefined],
  ] as const)('%j: %s', (machine, expected) => {
    expect(noWindowReason(machine)).toBe(expected);
  });

  it('finds the Electron program only when it is really there', () => {
    const electron = join(folder, 'node_modules/electron');
    mkdirSync(join(electron, 'dist'), { recursive: true });
    expect(electronBinary(folder)).toBeUndefined();
    writeFileSync(join(electron, 'path.txt'), 'electron\n');
    expect(electronBinary(folder)).toBeUndefined();
    writeFileSync(join(electron, 'dist/electron'), '');
    expect(electronBinary(folder)).toBe(join(electron, 'dist/electron'));
  });
});
