import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { accessContract } from '@banrimkwae/contract/access';
import { Role } from '@banrimkwae/contract/roles';
import type { Logger } from 'pino';
import { type Access, AGENT, createOperator, listOperators, startPairing, updateOperator } from './access/index.ts';
import { openAccess } from './access-room.ts';
import { systemClock } from './clock.ts';
import type { Config } from './config.ts';
import { doctorDeps, type Opened } from './doctor-command.ts';
import { type Foundation, openFoundation } from './foundation.ts';
import { isLoopback, ownCertificate } from './http/index.ts';
import { backUp, dataFiles, examine, rememberBackup, restore } from './operations/index.ts';
import { openOutside } from './outside.ts';
import { rotateCredentials, testConnection } from './providers/index.ts';
import { openDatabase } from './store/database.ts';
import { lockDataFolder } from './store/single-instance.ts';
import { type Given, needed, type Terminal, UsageError } from './terminal.ts';
import { rotateTunnelSecrets } from './tunnel/index.ts';
import { type MasterKey, newMasterKey } from './vault/cipher.ts';
import { osKeychain } from './vault/keychain.ts';
import { storeMasterKey } from './vault/master-key.ts';
import { VERSION } from './version.ts';

export type CommandDeps = { config: Config; terminal: Terminal; log: Logger };
export type Command = { usage: string; about: string; run: (deps: CommandDeps, given: Given) => Promise<number> };

/** Everything a person does at the agent's machine, but starting it. The exit status is what `run` answers. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  operator: {
    usage: 'operator add|list|password|disable [--username u] [--name n] [--role r] [--language en|th]',
    about: 'who may sign in',
    run: operator,
  },
  pair: { usage: 'pair', about: 'a one-time code for a desktop', run: pairCommand },
  provider: { usage: 'provider list|test <id>', about: 'which providers are set up, and whether their keys work', run: provider },
  key: { usage: 'key rotate', about: 'a new master key; every credential is encrypted anew', run: key },
  doctor: { usage: 'doctor', about: 'what is broken, and its cure', run: doctor },
  backup: { usage: 'backup <folder>', about: 'a copy of all data, while the agent may run', run: backup },
  restore: { usage: 'restore <folder>', about: 'puts a backup into an empty data folder', run: restoreCommand },
  audit: { usage: 'audit verify', about: 'whether the audit log is unbroken', run: audit },
};

async function operator(deps: CommandDeps, given: Given): Promise<number> {
  return withAccess(deps, async (access) => {
    const { say } = deps.terminal;
    const [act] = given.words;
    if (act === 'list') {
      for (const each of listOperators(access.ground))
        say(`${each.username}  ${each.role}  ${each.name}${each.disabled ? '  (disabled)' : ''}`);
      return 0;
    }
    if (act === 'add') {
      const form = {
        username: needed(given, 'username'),
        name: given.options.name ?? needed(given, 'username'),
        role: given.options.role ?? Role.enum.front_desk,
        language: given.options.language ?? 'th',
        password: await deps.terminal.ask('Password (at least 10 characters): ', { secret: true }),
      };
      const made = await createOperator(access.ground, checked(form), AGENT);
      say(`${made.username} may sign in as ${made.role}.`);
      return 0;
    }
    const known = listOperators(access.ground).find(({ username }) => username === needed(given, 'username'));
    if (!known) throw new UsageError('There is no such operator.');
    if (act === 'disable') await updateOperator(access.ground, { id: known.id, disabled: true }, AGENT);
    else if (act === 'password') await updateOperator(access.ground, { id: known.id, password: await newPassword(deps.terminal) }, AGENT);
    else throw new UsageError('Say add, list, password or disable.');
    say('Done. Open sessions of this operator have ended.');
    return 0;
  });
}

const CreateOperator = accessContract.createOperator['~orpc'].inputSchema;

function checked(form: Record<string, string>) {
  const parsed = CreateOperator?.safeParse(form);
  if (!parsed?.success) throw new UsageError(parsed?.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
  return parsed.data;
}

async function newPassword(terminal: Terminal): Promise<string> {
  const password = await terminal.ask('New password (at least 10 characters): ', { secret: true });
  if (password.length < 10) throw new UsageError('A password has at least 10 characters.');
  return password;
}

async function pairCommand(deps: CommandDeps): Promise<number> {
  return withAccess(deps, async (access) => {
    const { config, terminal } = deps;
    if (isLoopback(config.apiHost)) {
      terminal.say(`The agent listens on ${config.apiHost} only: a desktop on this computer needs no pairing.`);
      terminal.say('For other computers set AGENT_API_HOST (for example 0.0.0.0), start the agent anew, and repeat this.');
      return 1;
    }
    const { fingerprint } = await ownCertificate(config.dataDir, systemClock.now());
    const { code, expiresAt } = startPairing(access.ground, randomBytes);
    terminal.say(`Code:         ${code}   (until ${new Date(expiresAt).toLocaleTimeString('en-GB')}, works once)`);
    terminal.say(`Certificate:  ${fingerprint.split(':').slice(0, 16).join(':')}`);
    terminal.say('Type the code on the desktop and compare the certificate there with this line.');
    return 0;
  });
}

async function provider(deps: CommandDeps, given: Given): Promise<number> {
  return withFoundation(deps, async (foundation) => {
    const { table, providers, gateway } = openOutside(foundation);
    try {
      const [act, id = ''] = given.words;
      if (act === 'list') {
        for (const { name } of table.all()) deps.terminal.say(`${name}  ${providers.find(name).whyNot ?? 'ready'}`);
        return 0;
      }
      if (act !== 'test') throw new UsageError('Say list, or test with the id of a provider.');
      const answer = await testConnection({ providers, clock: systemClock }, id, {});
      deps.terminal.say(answer.success ? answer.message : `${answer.error} ${answer.hint ?? ''}`);
      return answer.success ? 0 : 1;
    } finally {
      await gateway.close();
    }
  });
}

/** The new key is kept first, beside nothing: should the re-encryption fail, the old one is put back. */
async function key(deps: CommandDeps, given: Given): Promise<number> {
  if (given.words[0] !== 'rotate') throw new UsageError('Say rotate.');
  const lock = lockDataFolder(deps.config.dataDir);
  try {
    return await withFoundation(deps, async ({ config, masterKey, agentId, database }) => {
      if (masterKey.source === 'environment')
        throw new UsageError('The master key comes from AGENT_MASTER_KEY: unset it first, so that the new one can be kept.');
      const made = newMasterKey();
      const place = { keychain: osKeychain(), dataDir: config.dataDir, account: agentId };
      const { source } = masterKey;
      await storeMasterKey(place, made, source);
      try {
        const count = reseal(database, { from: masterKey.key, to: made });
        deps.terminal.say(`${count} credentials are encrypted with the new key, kept in the ${source}. Everyone signs in anew.`);
        return 0;
      } catch (fault) {
        await storeMasterKey(place, masterKey.key, source);
        throw fault;
      }
    });
  } finally {
    lock.release();
  }
}

/** All that is encrypted, or none of it. */
function reseal(database: Foundation['database'], keys: { from: MasterKey; to: MasterKey }): number {
  const at = systemClock.now().toISOString();
  return database.transaction(() => rotateCredentials(database, keys, at) + rotateTunnelSecrets(database, keys, at))();
}

async function doctor(deps: CommandDeps): Promise<number> {
  const { config, terminal, log } = deps;
  const opened = await openForDoctor({ config, log });
  const findings = await examine(doctorDeps(config, opened));
  if (opened && 'foundation' in opened) opened.foundation.close();
  for (const { level, about, says, cure } of findings)
    terminal.say(`${level.padEnd(6)} ${about.padEnd(11)} ${says}${cure === undefined ? '' : `\n       → ${cure}`}`);
  const broken = findings.filter(({ level }) => level === 'broken').length;
  terminal.say(broken === 0 ? 'Nothing is broken.' : `${broken} broken.`);
  return broken === 0 ? 0 : 1;
}

/** Data that do not open are what the doctor was called for. */
async function openForDoctor({ config, log }: Pick<CommandDeps, 'config' | 'log'>): Promise<Opened> {
  if (!existsSync(dataFiles(config.dataDir).agent)) return undefined;
  try {
    return { foundation: await openFoundation({ config, clock: systemClock, log }) };
  } catch (fault) {
    return { fault };
  }
}

async function backup({ config, terminal }: CommandDeps, given: Given): Promise<number> {
  const [to] = given.words;
  if (to === undefined) throw new UsageError('Name the folder to copy into.');
  const files = await backUp(config.dataDir, to, { at: systemClock.now(), version: VERSION });
  rememberLastBackup(config);
  terminal.say(`${files.join(', ')} → ${to}`);
  terminal.say('The master key is not in it: keep it apart, or be ready to enter the keys of the providers anew.');
  return 0;
}

/** Beside the running agent: one row, for the doctor. */
function rememberLastBackup(config: Config): void {
  const database = openDatabase(dataFiles(config.dataDir).agent, 'FULL');
  try {
    rememberBackup(database, systemClock.now());
  } finally {
    database.close();
  }
}

async function restoreCommand({ config, terminal }: CommandDeps, given: Given): Promise<number> {
  const [from] = given.words;
  if (from === undefined) throw new UsageError('Name the folder of the backup.');
  const { takenAt, files } = restore(from, config.dataDir);
  terminal.say(`${files.join(', ')} of ${takenAt} → ${config.dataDir}. Start the agent.`);
  return 0;
}

async function audit(deps: CommandDeps, given: Given): Promise<number> {
  if (given.words[0] !== 'verify') throw new UsageError('Say verify.');
  return withAccess(deps, async (access) => {
    const { intact, entries, firstBroken } = access.auditLog.verify();
    deps.terminal.say(intact ? `${entries} entries, unbroken.` : `Broken at entry ${firstBroken} of ${entries}.`);
    return intact ? 0 : 1;
  });
}

async function withAccess(deps: CommandDeps, act: (access: Access) => Promise<number>): Promise<number> {
  return withFoundation(deps, (foundation) => act(openAccess(foundation, null)));
}

async function withFoundation<Value>({ config, log }: CommandDeps, act: (foundation: Foundation) => Promise<Value>): Promise<Value> {
  const foundation = await openFoundation({ config, clock: systemClock, log });
  try {
    return await act(foundation);
  } finally {
    foundation.close();
  }
}
