import { existsSync, statfsSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { dataFiles } from '../data-files.ts';
import { broken, type Check, type Finding, note, ok, wordsOf } from './finding.ts';

/** What the agent stands on before it has any data. */
export type MachineDeps = {
  dataDir: string;
  /** Whether this user may read and write there. */
  mayWrite: (folder: string) => boolean;
  nodeVersion: string;
  now: Date;
  /** No right clock shows less. */
  releasedAt: Date;
  masterKey: () => Promise<{ source: string; notes: readonly string[] }>;
  /** Reads resort.json; throws with what is wrong in it. */
  readResort: () => void;
  ports: readonly { name: string; host: string; port: number }[];
  /** Whether an agent works with the data folder now. */
  running: () => boolean;
  redisUrl: string | undefined;
  webDir: string | undefined;
};

const NODE_MAJOR = 24;
const LITTLE_SPACE = 1_000_000_000;
const NO_SPACE = 100_000_000;
const CONNECT_MS = 1500;
const CLOCK_SLACK_MS = 120_000;

export const MACHINE_CHECKS: readonly Check<MachineDeps>[] = [node, folder, space, clock, masterKey, resort, ports, queue, web];

function node({ nodeVersion }: MachineDeps): Finding {
  const says = `Node ${nodeVersion}`;
  return Number(nodeVersion.split('.')[0]) >= NODE_MAJOR
    ? ok('node', says)
    : broken('node', says, 'Start it by npm: it brings its own Node.');
}

function folder({ dataDir, mayWrite }: MachineDeps): Finding {
  if (!existsSync(dataDir)) return note('data', `${dataDir} is not there yet; the first start makes it.`);
  if (mayWrite(dataDir)) return ok('data', dataDir);
  return broken('data', `${dataDir} cannot be written.`, `Give this user the folder: chown -R "$USER" ${dataDir}`);
}

function space({ dataDir }: MachineDeps): Finding {
  if (!existsSync(dataDir)) return note('disk', 'not looked at: no data yet');
  const { bavail, bsize } = statfsSync(dataDir);
  const free = bavail * bsize;
  const says = `${(free / 1e9).toFixed(1)} GB free`;
  if (free < NO_SPACE) return broken('disk', says, 'Free space now: webhooks are refused when the disk is full.');
  return free < LITTLE_SPACE ? note('disk', says, 'Free some space soon.') : ok('disk', says);
}

/** A file of our own that was written later than now: the clock is behind, or was ahead. */
function clock({ dataDir, now, releasedAt }: MachineDeps): Finding {
  const cure = 'Turn on automatic time (Linux: timedatectl set-ntp true; Windows: Settings, Date & time), then start the agent anew.';
  const shows = now.toISOString();
  if (now < releasedAt) return broken('clock', `The clock shows ${shows}, before this release was made.`, cure);
  const written = Object.values(dataFiles(dataDir))
    .flatMap((file) => [file, `${file}-wal`])
    .map((file) => statSync(file, { throwIfNoEntry: false })?.mtime)
    .find((at) => at !== undefined && at.getTime() > now.getTime() + CLOCK_SLACK_MS);
  if (written) return broken('clock', `The clock shows ${shows}, but data were written at ${written.toISOString()}.`, cure);
  return ok('clock', shows);
}

async function masterKey({ masterKey: find }: MachineDeps): Promise<Finding> {
  try {
    const { source, notes } = await find();
    return ok('master key', [`kept in the ${source}`, ...notes].join('; '));
  } catch (fault) {
    return broken('master key', wordsOf(fault), 'Without it no credential opens. Bring the old key back, or enter all keys anew.');
  }
}

function resort({ readResort }: MachineDeps): Finding {
  try {
    readResort();
    return ok('resort', 'resort.json can be used, or is not there: then all is as at Banrimkwae.');
  } catch (fault) {
    return broken(
      'resort',
      wordsOf(fault),
      'Mend what is named; without it the agent does not start. docs/operations.md lists the fields.',
    );
  }
}

function ports({ ports: listed, running }: MachineDeps): Promise<Finding[]> {
  const runs = running();
  return Promise.all(listed.map(async (port) => portFinding(port, { runs, answers: await answers(port.host, port.port) })));
}

function portFinding({ name, host, port }: MachineDeps['ports'][number], how: { runs: boolean; answers: boolean }): Finding {
  const where = `${host}:${port}`;
  if (how.runs && how.answers) return ok(name, `the agent answers on ${where}`);
  if (how.answers)
    return broken(
      name,
      `Another program has ${where}; no agent works with this data.`,
      'Stop that program, or give the agent another port.',
    );
  if (how.runs)
    return broken(name, `An agent runs, but nothing answers on ${where}.`, 'Start it anew with the same settings as this command has.');
  return note(name, `nothing answers on ${where}`, 'Start the agent: npm run agent -- start');
}

async function queue({ redisUrl }: MachineDeps): Promise<Finding> {
  if (redisUrl === undefined) return ok('queue', 'SQLite (REDIS_URL is not set)');
  const { hostname, port } = new URL(redisUrl);
  return (await answers(hostname, Number(port || 6379)))
    ? ok('queue', 'Redis answers')
    : note('queue', 'Redis does not answer.', 'Nothing is lost, but work waits. Start Redis, or unset REDIS_URL.');
}

function web({ webDir }: MachineDeps): Finding {
  if (webDir === undefined) return note('browser', 'The control centre is not served to browsers (AGENT_WEB_DIR is not set).');
  return existsSync(webDir)
    ? ok('browser', 'The control centre is served to browsers.')
    : broken('browser', `${webDir} is missing.`, 'Build it: npm start does.');
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
