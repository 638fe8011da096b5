import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { rigConfig } from './agent-rig.ts';
import { COMMANDS } from './commands.ts';
import type { Config } from './config.ts';
import type { Given } from './terminal.ts';

/** The console as the person at the agent's computer uses it; live profile, an empty folder. */
function openConsole(change: Partial<Config> = {}) {
  const config = rigConfig('http://127.0.0.1:9', { profile: 'live', masterKey: undefined, ...change });
  const said: string[] = [];
  const answers: string[] = [];
  const terminal = { say: (line: string) => void said.push(line), ask: async () => answers.shift() ?? '' };
  const run = async (name: string, words: string[] = [], options: Given['options'] = {}) => {
    said.length = 0;
    const command = COMMANDS[name];
    if (!command) throw new Error(`There is no command ${name}`);
    const status = await command.run({ config, terminal, log: pino({ level: 'silent' }) }, { words, options });
    return { status, said: said.join('\n') };
  };
  const hire = (username = 'anong', role = 'administrator') => {
    answers.push('a long password');
    return run('operator', ['add'], { username, role, name: 'Anong', language: 'th' });
  };
  return { config, run, hire, answers };
}

describe('operators', () => {
  it('are added, listed, given a new password and disabled', async () => {
    const { run, hire, answers } = openConsole();
    expect(await hire()).toEqual({ status: 0, said: 'anong may sign in as administrator.' });
    expect((await run('operator', ['list'])).said).toBe('anong  administrator  Anong');
    answers.push('another password');
    expect((await run('operator', ['password'], { username: 'anong' })).status).toBe(0);
    await expect(run('operator', ['disable'], { username: 'anong' })).rejects.toThrow('This is the only administrator.');
    await hire('somsak', 'front_desk');
    expect((await run('operator', ['disable'], { username: 'somsak' })).said).toContain('Open sessions of this operator have ended.');
    expect((await run('operator', ['list'])).said).toContain('somsak  front_desk  Anong  (disabled)');
  });

  it.each([
    ['a role that does not exist', { username: 'x1', role: 'king' }, 'a long password', 'role'],
    ['a short password', { username: 'x1', role: 'viewer' }, 'short', 'password'],
    ['no user name', {}, 'a long password', '--username is missing.'],
  ])('are refused with %s', async (_name, options, password, problem) => {
    const { run, answers } = openConsole();
    answers.push(password);
    await expect(run('operator', ['add'], options)).rejects.toThrow(problem);
    expect((await run('operator', ['list'])).said).toBe('');
  });

  it('who are not there cannot be changed, nor anything else be done with them', async () => {
    const { run, hire } = openConsole();
    await hire();
    await expect(run('operator', ['disable'], { username: 'nobody' })).rejects.toThrow('There is no such operator.');
    await expect(run('operator', ['promote'], { username: 'anong' })).rejects.toThrow('Say add, list, password or disable.');
  });
});

describe('keys and data', () => {
  it('a new master key is kept where the old one was, and everything opens with it', async () => {
    const { config, run, hire } = openConsole();
    await hire();
    const file = join(config.dataDir, 'master.key');
    const before = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
    const place = before === undefined ? 'keychain' : 'file';
    expect((await run('key', ['rotate'])).said).toContain(`0 credentials are encrypted with the new key, kept in the ${place}.`);
    expect(existsSync(file) ? readFileSync(file, 'utf8') : undefined).not.toBe(before ?? 'a file');
    expect((await run('doctor')).said).toContain(`kept in the ${place}`);
    await expect(run('key', ['show'])).rejects.toThrow('Say rotate.');
  });

  it('a key of the environment is not rotated here', async () => {
    const { run } = openConsole({ masterKey: Buffer.alloc(32, 5).toString('base64') });
    await expect(run('key', ['rotate'])).rejects.toThrow('AGENT_MASTER_KEY');
  });

  it('a backup comes back in another folder, its audit log unbroken', async () => {
    const first = openConsole();
    await first.hire();
    const copy = join(mkdtempSync(join(tmpdir(), 'backup-')), 'copy');
    expect((await first.run('backup', [copy])).said).toContain('The master key is not in it');
    expect(readdirSync(copy)).toContain('agent.db');
    const second = openConsole();
    expect((await second.run('restore', [copy])).said).toContain('Start the agent.');
    expect((await second.run('operator', ['list'])).said).toBe('anong  administrator  Anong');
    expect(await second.run('audit', ['verify'])).toEqual({ status: 0, said: '1 entries, unbroken.' });
    await expect(first.run('backup')).rejects.toThrow('Name the folder');
    await expect(first.run('restore')).rejects.toThrow('Name the folder');
    await expect(first.run('audit', ['clear'])).rejects.toThrow('Say verify.');
  });
});

describe('what is broken', () => {
  it('is nobody to sign in, and its cure is the command', async () => {
    const { run, hire } = openConsole();
    await run('operator', ['list']);
    const sick = await run('doctor');
    expect(sick.status).toBe(1);
    expect(sick.said).toMatch(/broken operators +Nobody can sign in\.\n +→ npm run agent -- operator add/);
    await hire();
    expect(await run('doctor')).toMatchObject({ status: 0, said: expect.stringContaining('Nothing is broken.') });
  });

  it('is a wrong resort.json, though nothing opens with it', async () => {
    const { config, run, hire } = openConsole();
    await hire();
    writeFileSync(join(config.dataDir, 'resort.json'), '{"retention":{"webhookBodies":0}}');
    const { status, said } = await run('doctor');
    expect(status).toBe(1);
    expect(said).toMatch(/broken resort +.*retention\.webhookBodies.*\n +→ Mend what is named/);
    expect(said).toContain('broken start');
    expect(said).toMatch(/ok +database/);
  });

  it('is a backup that was never made, until one is', async () => {
    const { run, hire } = openConsole();
    await hire();
    expect((await run('doctor')).said).toMatch(/note +backup +No backup was ever made/);
    await run('backup', [join(mkdtempSync(join(tmpdir(), 'backup-')), 'copy')]);
    expect((await run('doctor')).said).toMatch(/ok +backup +made /);
  });

  it('is told before there are any data, too', async () => {
    expect((await openConsole().run('doctor')).said).toContain('Node');
  });
});

describe('providers and desktops', () => {
  it('are listed with what they lack; a test says why it fails', async () => {
    const { run } = openConsole();
    expect((await run('provider', ['list'])).said).toContain('stripe  provider_not_configured');
    const { status, said } = await run('provider', ['test', 'stripe']);
    expect(status).toBe(1);
    expect(said.length).toBeGreaterThan(10);
    await expect(run('provider', ['dance'])).rejects.toThrow('Say list, or test');
  });

  it('on this computer need no pairing; elsewhere get a code and a fingerprint', async () => {
    expect((await openConsole().run('pair')).said).toContain('needs no pairing');
    const { said, status } = await openConsole({ apiHost: '0.0.0.0' }).run('pair');
    expect(status).toBe(0);
    expect(said).toMatch(/Code: +\S+ .*works once/);
    expect(said).toMatch(/Certificate: +([0-9A-F]{2}:){15}[0-9A-F]{2}/);
  }, 20_000);
});

describe('the command line', () => {
  const cli = (args: string[], env: Record<string, string> = {}) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [fileURLToPath(new URL('./cli.ts', import.meta.url)), ...args], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH ?? '', HOME: mkdtempSync(join(tmpdir(), 'cli-')), AGENT_LOG_LEVEL: 'silent', ...env },
    });
    return { status, said: `${stdout}${stderr}` };
  };

  it('lists its commands, and says when one is unknown', () => {
    expect(cli([])).toMatchObject({ status: 0, said: expect.stringContaining('backup <folder>') });
    expect(cli(['dance'])).toMatchObject({ status: 2, said: expect.stringContaining('doctor') });
  });

  it('names a setting that is wrong, in one line and without a stack', () => {
    const { status, said } = cli(['start'], { AGENT_API_PORT: 'seven' });
    expect(status).toBe(1);
    expect(said).toMatch(/^AGENT_API_PORT: /);
    expect(said).not.toContain('at ');
  });

  it('says in practice that no sandbox answers', () => {
    const { status, said } = cli(['start'], { AGENT_PROFILE: 'practice', SANDBOX_PORT: '9' });
    expect([status, said.trim()]).toEqual([1, 'The sandbox does not answer. Start it: npm start does.']);
  });
});
