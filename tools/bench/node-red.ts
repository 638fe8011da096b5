/**
 * The ingress beside Node-RED, each checking the same HMAC. Ours answers when the event is durable (a commit that is synced, shared by those
 * that come together); Node-RED's flow when its file node has appended the body, which nobody syncs. Node-RED is installed by this bench
 * alone, into .cache.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Pool } from 'undici';
import { inFolder } from './agent-process.ts';
import type { Outcome } from './figures.ts';
import { endServer, NAMES, SECRET, type Server, startServer, throughput } from './ingress.ts';
import type { BenchOptions } from './options.ts';
import { measureRounds, median, ratioOf } from './rounds.ts';

const VERSION = '5.0.7';
const FOLDER = resolve(import.meta.dirname, '../../.cache/node-red');
const NODE_RED = 'Node-RED: signature, a line appended';
const LINES = 'lines';
const SENDERS = 64;
const INSTALL_MS = 240_000;
const START_MS = 30_000;

/** Its settings ask for nothing that a resort's would not: no editor, `crypto` for function nodes. */
const SETTINGS = `module.exports = { uiHost: '127.0.0.1', httpAdminRoot: false, disableEditor: true, flowFile: 'flow.json',
  functionGlobalContext: { crypto: require('node:crypto') }, logging: { console: { level: 'warn' } }, telemetry: { enabled: false } };`;

/** `skipBodyParsing` gives the body as it came: the JSON that Node-RED would parse cannot be checked against a signature. */
const VERIFY = `const expected = global.get('crypto').createHmac('sha256', ${JSON.stringify(SECRET)}).update(msg.payload).digest();
const given = Buffer.from(String(msg.req.headers['x-bench-signature'] || ''), 'hex');
const right = given.length === expected.length && global.get('crypto').timingSafeEqual(given, expected);
msg.statusCode = right ? 200 : 401;
return right ? [msg, null] : [null, msg];`;

function flow(file: string): object[] {
  const node = (id: string, type: string, wires: string[][], more: object = {}) => ({ id, type, z: 'tab', x: 0, y: 0, wires, ...more });
  const outside = { name: '', headers: {}, statusCode: '' };
  return [
    { id: 'tab', type: 'tab', label: 'bench', disabled: false },
    node('in', 'http in', [['verify']], { url: '/webhooks/bench', method: 'post', upload: false, skipBodyParsing: true }),
    node('verify', 'function', [['append'], ['answer']], { func: VERIFY, outputs: 2, timeout: 0, libs: [], initialize: '', finalize: '' }),
    node('append', 'file', [['answer']], {
      filename: file,
      filenameType: 'str',
      appendNewline: true,
      createDir: false,
      overwriteFile: 'false',
      encoding: 'none',
    }),
    node('answer', 'http response', [], outside),
  ];
}

export async function benchNodeRed({ rounds }: BenchOptions): Promise<Outcome> {
  const problem = await install();
  if (problem !== undefined) return { skipped: problem };
  return inFolder(async (folder) => {
    const theirs = await startNodeRed(folder);
    const ours = await startServer('inbox');
    try {
      await refusesForgery(theirs);
      const contenders = [
        { name: theirs.name, slice: () => throughput(theirs, SENDERS).finally(() => settle(join(folder, LINES))) },
        { name: ours.name, slice: () => throughput(ours, SENDERS) },
      ];
      const measured = await measureRounds(contenders, rounds);
      const rates = Object.entries(measured).map(([name, values]) => `${name}: ${median(values).toFixed(0)} a second here`);
      return {
        figures: [
          {
            name: `ingress, durable / Node-RED ${VERSION}, appended and not synced, ${SENDERS} connections`,
            ratio: ratioOf(measured, NAMES.inbox, NODE_RED),
            aim: { atLeast: 2.5 },
          },
        ],
        notes: rates,
      };
    } finally {
      await endServer(ours);
      await endServer(theirs);
    }
  });
}

/** What Node-RED left for the system to write, outside the clock: else our next sync would wait for its bytes too. */
function settle(file: string): void {
  const open = openSync(file, 'r+');
  fsyncSync(open);
  closeSync(open);
}

/** Undefined: it is there. Otherwise why it is not. */
async function install(): Promise<string | undefined> {
  if (existsSync(script())) return undefined;
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, 'package.json'), '{"private":true}');
  const args = ['install', '--no-audit', '--no-fund', '--save-exact', `node-red@${VERSION}`];
  try {
    await promisify(execFile)('npm', args, { cwd: FOLDER, timeout: INSTALL_MS, shell: process.platform === 'win32' });
  } catch (fault) {
    const [first] = String((fault as { stderr?: string }).stderr || fault).split('\n');
    return `Node-RED ${VERSION} cannot be installed here: ${first}`;
  }
  return existsSync(script()) ? undefined : `Node-RED ${VERSION} was installed, but has no red.js`;
}

function script(): string {
  return join(FOLDER, 'node_modules/node-red/red.js');
}

async function startNodeRed(folder: string): Promise<Server> {
  writeFileSync(join(folder, 'settings.js'), SETTINGS);
  writeFileSync(join(folder, 'flow.json'), JSON.stringify(flow(join(folder, LINES))));
  const port = await freePort();
  const args = [script(), '--userDir', folder, '--settings', join(folder, 'settings.js'), '--port', String(port)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: SENDERS });
  await answers(pool, child);
  return { name: NODE_RED, port, pool, process: child };
}

/** The flow runs when an unsigned delivery is refused by it; until then the path is not found. */
async function answers(pool: Pool, child: ChildProcess): Promise<void> {
  const until = performance.now() + START_MS;
  while (performance.now() < until && child.exitCode === null) {
    if ((await statusOf(pool)) === 401) return;
    await sleep(200);
  }
  throw new Error('Node-RED did not start');
}

async function refusesForgery({ pool }: Server): Promise<void> {
  if ((await statusOf(pool)) !== 401) throw new Error('Node-RED takes what is not signed: the comparison would not be fair');
}

async function statusOf(pool: Pool): Promise<number | undefined> {
  try {
    const { statusCode, body } = await pool.request({ method: 'POST', path: '/webhooks/bench', body: 'x' });
    await body.dump();
    return statusCode;
  } catch {
    return undefined;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
