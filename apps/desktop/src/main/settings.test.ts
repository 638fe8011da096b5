import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { AgentFile, createAgentStore } from './agent-store.ts';
import { jsonFile } from './json-file.ts';
import { createFileLog, type Log } from './log.ts';
import { createTheme, ThemeSource } from './theme.ts';
import { placeWindow } from './window-state.ts';

let folder: string;
let logged: string[];
const log: Log = (_level, event) => void logged.push(event);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'desk-'));
  logged = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a settings file', () => {
  it('gives back what was written and is for this user alone', () => {
    const file = jsonFile(join(folder, 'deep', 'a.json'), z.array(z.string()), log);
    expect(file.read()).toBeUndefined();
    file.write(['a']);
    expect(file.read()).toEqual(['a']);
    expect(statSync(join(folder, 'deep', 'a.json')).mode & 0o077).toBe(0);
  });

  it.each(['{', '{"not":"a list"}', ''])('sets %j aside and starts anew', (text) => {
    const path = join(folder, 'a.json');
    writeFileSync(path, text);
    expect(jsonFile(path, z.array(z.string()), log).read()).toBeUndefined();
    expect(readFileSync(`${path}.broken`, 'utf8')).toBe(text);
    expect(existsSync(path)).toBe(false);
    expect(logged).toEqual(['settings_unreadable']);
  });
});

describe('the agents a desktop knows', () => {
  const paired = { id: 'agent_1', name: 'Front office', address: 'https://192.0.2.20:7300', fingerprint: Array(32).fill('AB').join(':') };
  const store = () => createAgentStore(jsonFile(join(folder, 'agents.json'), AgentFile, log), 'http://127.0.0.1:7300');

  it('start with the one on this computer', () => {
    expect(store().all()).toEqual([{ id: 'local', name: 'This computer', address: 'http://127.0.0.1:7300', fingerprint: null }]);
    expect(store().selected().id).toBe('local');
  });

  it('are remembered with the choice, by the next start too', () => {
    const first = store();
    first.save(paired);
    first.select('agent_1');
    expect(store().selected()).toEqual(paired);
  });

  it('are replaced by pairing again', () => {
    const agents = store();
    agents.save(paired);
    agents.save({ ...paired, address: 'https://192.0.2.21:7300' });
    expect(agents.all().map((agent) => agent.address)).toEqual(['http://127.0.0.1:7300', 'https://192.0.2.21:7300']);
  });

  it('are forgotten, and the one of this computer takes over', () => {
    const agents = store();
    agents.save(paired);
    agents.select('agent_1');
    agents.forget('agent_1');
    expect(agents.selected().id).toBe('local');
    expect(() => agents.select('agent_1')).toThrowError(expect.objectContaining({ code: 'not_found' }));
    expect(() => agents.forget('local')).toThrowError(expect.objectContaining({ code: 'conflict' }));
  });
});

describe('the theme', () => {
  it('is remembered and gives the window its first colour', () => {
    const file = jsonFile(join(folder, 'theme.json'), ThemeSource, log);
    const system = (themeSource: string) => ({ themeSource: 'system' as const, shouldUseDarkColors: themeSource === 'dark' });
    const native = system('dark');
    expect(createTheme(native, file).choose('dark')).toBe(true);
    expect(native.themeSource).toBe('dark');
    const next = system('dark');
    expect(createTheme(next, file).background()).not.toBe(createTheme(system('light'), file).background());
    expect(next.themeSource).toBe('dark');
  });
});

describe('the place of the window', () => {
  const screens = [{ x: 0, y: 0, width: 1366, height: 768 }];
  const left = { x: 40, y: 30, width: 1200, height: 700 };

  it('is where it was left', () => expect(placeWindow({ bounds: left, maximized: false }, screens)).toEqual(left));
  it('is centred, in its size, when that screen is gone', () => {
    expect(placeWindow({ bounds: { ...left, x: 3000 }, maximized: false }, screens)).toEqual({ width: 1200, height: 700 });
    expect(placeWindow({ bounds: { ...left, y: -200 }, maximized: false }, screens)).toEqual({ width: 1200, height: 700 });
  });
  it('is never smaller than the page can bear', () => {
    expect(placeWindow({ bounds: { ...left, width: 10, height: 10 }, maximized: false }, screens)).toMatchObject({
      width: 960,
      height: 600,
    });
  });
});

describe('the log', () => {
  it('is one JSON line an event and starts a new file past 1 MB', () => {
    const path = join(folder, 'logs', 'desk.log');
    const write = createFileLog(path, () => new Date('2026-11-23T14:00:00Z'));
    write('info', 'started', { version: '1' });
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({
      at: '2026-11-23T14:00:00.000Z',
      level: 'info',
      event: 'started',
      version: '1',
    });
    writeFileSync(path, 'x'.repeat(1_000_001));
    write('info', 'again');
    expect(readFileSync(path, 'utf8').trim().split('\n')).toHaveLength(1);
    expect(existsSync(`${path}.1`)).toBe(true);
  });
});
