import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { connect } from 'node:net';
import { requireIntact } from './backup.ts';
import { dataFiles } from './data-files.ts';

/** One line of the doctor: how a thing stands, and what to do where it does not stand well. */
export type Finding = { level: 'ok' | 'note' | 'broken'; about: string; says: string; cure?: string };

export type DoctorDeps = {
  dataDir: string;
  nodeVersion: string;
  masterKey: () => Promise<{ source: string; notes: readonly string[] }>;
  ports: readonly { name: string; host: string; port: number }[];
  redisUrl: string | undefined;
  webDir: string | undefined;
  providers: () => readonly { name: string; whyNot: string | null }[];
  operators: () => number;
  audit: () => { intact: boolean; entries: number; firstBroken: number | null };
};

const NODE_MAJOR = 24;
const LITTLE_SPACE = 1_000_000_000;
const NO_SPACE = 100_000_000;
const CONNECT_MS = 1500;

/** Looks at everything the agent stands on. Changes nothing; a check that fails is a finding, never the end of the others. */
export async function examine(deps: DoctorDeps): Promise<readonly Finding[]> {
  const hasData = existsSync(dataFiles(deps.dataDir).agent);
  const checks: (() => Finding | readonly Finding[] | Promise<Finding | readonly Finding[]>)[] = [
    () => nodeFinding(deps.nodeVersion),
    () => folderFinding(deps.dataDir),
    () => spaceFinding(deps.dataDir),
    () => masterKeyFinding(deps),
    ...(hasData
      ? Object.values(dataFiles(deps.dataDir))
          .filter((file) => existsSync(file))
          .map((file) => () => databaseFinding(file))
      : []),
    ...(hasData ? [() => operatorsFinding(deps), () => auditFinding(deps), () => providersFindings(deps)] : []),
    ...deps.ports.map((port) => () => portFinding(port)),
    () => redisFinding(deps.redisUrl),
    () => webFinding(deps.webDir),
  ];
  const findings: Finding[] = [];
  for (const check of checks) findings.push(...(await attempt(check)));
  return findings;
}

async function attempt(check: () => Finding | readonly Finding[] | Promise<Finding | readonly Finding[]>): Promise<readonly Finding[]> {
  try {
    return [await check()].flat();
  } catch (fault) {
    return [{ level: 'broken', about: 'check', says: fault instanceof Error ? fault.message : String(fault), cure: 'Report this line.' }];
  }
}

function nodeFinding(version: string): Finding {
  const good = Number(version.split('.')[0]) >= NODE_MAJOR;
  const says = `Node ${version}`;
  return good
    ? { level: 'ok', about: 'node', says }
    : { level: 'broken', about: 'node', says, cure: 'Start it by npm: it brings its own Node.' };
}

function folderFinding(dataDir: string): Finding {
  if (!existsSync(dataDir)) return { level: 'note', about: 'data', says: `${dataDir} is not there yet; the first start makes it.` };
  try {
    accessSync(dataDir, constants.R_OK | constants.W_OK);
    return { level: 'ok', about: 'data', says: dataDir };
  } catch {
    return {
      level: 'broken',
      about: 'data',
      says: `${dataDir} cannot be written.`,
      cure: `Give this user the folder: chown -R "$USER" ${dataDir}`,
    };
  }
}

function spaceFinding(dataDir: string): Finding {
  if (!existsSync(dataDir)) return { level: 'note', about: 'disk', says: 'not looked at: no data yet' };
  const { bavail, bsize } = statfsSync(dataDir);
  const free = bavail * bsize;
  const says = `${(free / 1e9).toFixed(1)} GB free`;
  if (free < NO_SPACE) return { level: 'broken', about: 'disk', says, cure: 'Free space now: webhooks are refused when the disk is full.' };
  return free < LITTLE_SPACE ? { level: 'note', about: 'disk', says, cure: 'Free some space soon.' } : { level: 'ok', about: 'disk', says };
}

async function masterKeyFinding({ masterKey }: DoctorDeps): Promise<Finding> {
  try {
    const { source, notes } = await masterKey();
    return { level: 'ok', about: 'master key', says: [`kept in the ${source}`, ...notes].join('; ') };
  } catch (fault) {
    const says = fault instanceof Error ? fault.message : String(fault);
    return {
      level: 'broken',
      about: 'master key',
      says,
      cure: 'Without it no credential opens. Bring the old key back, or enter all keys anew.',
    };
  }
}

function databaseFinding(file: string): Finding {
  try {
    requireIntact(file);
    return { level: 'ok', about: 'database', says: `${file} is intact` };
  } catch (fault) {
    const says = fault instanceof Error ? fault.message : String(fault);
    return {
      level: 'broken',
      about: 'database',
      says,
      cure: 'Stop the agent, keep the file, and restore the last backup into an empty folder.',
    };
  }
}

function operatorsFinding({ operators }: DoctorDeps): Finding {
  const count = operators();
  return count > 0
    ? { level: 'ok', about: 'operators', says: `${count} may sign in` }
    : {
        level: 'broken',
        about: 'operators',
        says: 'Nobody can sign in.',
        cure: 'npm run agent -- operator add --username <name> --role administrator',
      };
}

function auditFinding({ audit }: DoctorDeps): Finding {
  const verdict = audit();
  return verdict.intact
    ? { level: 'ok', about: 'audit', says: `${verdict.entries} entries, chain unbroken` }
    : {
        level: 'broken',
        about: 'audit',
        says: `The chain breaks at entry ${verdict.firstBroken}.`,
        cure: 'Someone changed the database by hand. Keep a copy and tell the owner.',
      };
}

function providersFindings({ providers }: DoctorDeps): readonly Finding[] {
  return providers().map(({ name, whyNot }) =>
    whyNot === null
      ? { level: 'ok', about: 'provider', says: `${name} is set up` }
      : {
          level: 'note',
          about: 'provider',
          says: `${name}: ${whyNot}`,
          cure: 'Set it up or resume it under Connections, if it is wanted.',
        },
  );
}

async function portFinding({ name, host, port }: DoctorDeps['ports'][number]): Promise<Finding> {
  return (await answers(host, port))
    ? { level: 'ok', about: name, says: `something answers on ${host}:${port}` }
    : { level: 'note', about: name, says: `nothing answers on ${host}:${port}`, cure: 'Start the agent: npm run agent -- start' };
}

async function redisFinding(url: string | undefined): Promise<Finding> {
  if (url === undefined) return { level: 'ok', about: 'queue', says: 'SQLite (REDIS_URL is not set)' };
  const { hostname, port } = new URL(url);
  return (await answers(hostname, Number(port || 6379)))
    ? { level: 'ok', about: 'queue', says: 'Redis answers' }
    : {
        level: 'note',
        about: 'queue',
        says: 'Redis does not answer.',
        cure: 'Nothing is lost, but work waits. Start Redis, or unset REDIS_URL.',
      };
}

function webFinding(webDir: string | undefined): Finding {
  if (webDir === undefined)
    return { level: 'note', about: 'browser', says: 'The control centre is not served to browsers (AGENT_WEB_DIR is not set).' };
  return existsSync(webDir)
    ? { level: 'ok', about: 'browser', says: 'The control centre is served to browsers.' }
    : { level: 'broken', about: 'browser', says: `${webDir} is missing.`, cure: 'Build it: npm start does.' };
}

function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (answered: boolean) => {
      socket.destroy();
      resolve(answered);
    };
    socket.setTimeout(CONNECT_MS, () => end(false));
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}
