/** `npm start`: sandbox, agent and control centre, in the practice profile. `--dev` restarts and rebuilds what changes. */
import { join, resolve } from 'node:path';
import { buildDesktop, builder } from './desktop-build.ts';
import { busySentence, holderOf, isFree, waitForPort } from './ports.ts';
import { createProcesses, type Ended, endSentence, type Task } from './processes.ts';
import { readSettings, type Settings } from './settings.ts';
import { fetchElectron, noWindowReason } from './window.ts';

const root = resolve(import.meta.dirname, '../..');
const logFolder = join(root, '.cache/logs');
const say = (line: string) => console.log(line);
const dev = process.argv.includes('--dev');
const READY_SECONDS = 60;

const processes = createProcesses(logFolder, say);
let stopping = false;

async function stop(exitCode: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  await processes.stop();
  process.exit(exitCode);
}

function onEnd(ended: Ended): void {
  if (stopping) return;
  if (ended.name === 'desktop' && ended.code === 0) {
    say('The window was closed; agent and sandbox go on. Ctrl-C stops them.');
    return;
  }
  say(endSentence(ended, logFolder));
  void stop(1);
}

/** Starts a process that listens on a port and waits until it does. */
async function startServer(task: Task, port: number): Promise<boolean> {
  const child = processes.start(task, onEnd);
  if (await waitForPort(port, { seconds: READY_SECONDS, gone: child.gone })) return true;
  if (!child.gone())
    say(`The ${task.name} does not answer on port ${port} after ${READY_SECONDS} seconds; its log: ${join(logFolder, `${task.name}.log`)}`);
  return false;
}

async function portsAreFree(settings: Settings): Promise<boolean> {
  const wanted = [
    { port: settings.apiPort, variable: 'AGENT_API_PORT' },
    { port: settings.webhookPort, variable: 'AGENT_WEBHOOK_PORT' },
    ...(settings.profile === 'practice' ? [{ port: settings.sandboxPort, variable: 'SANDBOX_PORT' }] : []),
  ];
  const taken = await Promise.all(wanted.map(async (want) => ((await isFree(want.port)) ? [] : [want])));
  for (const want of taken.flat()) say(busySentence({ ...want, holder: holderOf(want.port) }));
  return taken.flat().length === 0;
}

function environmentOf(settings: Settings): NodeJS.ProcessEnv {
  return {
    ...process.env,
    AGENT_PROFILE: settings.profile,
    AGENT_API_PORT: String(settings.apiPort),
    AGENT_WEBHOOK_PORT: String(settings.webhookPort),
    SANDBOX_PORT: String(settings.sandboxPort),
    AGENT_WEB_DIR: join(root, 'apps/desktop/out/renderer'),
  };
}

/** Opens the desktop where that is possible; where not, says why in one line. */
function openWindow(settings: Settings, env: NodeJS.ProcessEnv): void {
  const machine = { platform: process.platform, environment: process.env, root: process.getuid?.() === 0 };
  const reason = noWindowReason(machine);
  const found = reason === undefined ? fetchElectron(root, say) : { problem: reason };
  if ('problem' in found) {
    say(`No window, because ${found.problem}: open the control centre in a browser.`);
    return;
  }
  processes.start({ name: 'desktop', command: found.binary, args: [join(root, 'apps/desktop')], cwd: root, env }, onEnd);
  say(`Window opened (${settings.profile}).`);
}

async function main(): Promise<void> {
  const settings = readSettings(process.env);
  if (!(await portsAreFree(settings))) return stop(1);
  buildDesktop(root, say);
  const env = environmentOf(settings);
  const node = (name: string, ...args: string[]): Task => ({
    name,
    command: process.execPath,
    args: [...(dev ? ['--watch'] : []), ...args],
    cwd: root,
    env,
  });
  if (settings.profile === 'practice' && !(await startServer(node('sandbox', 'apps/sandbox/src/main.ts'), settings.sandboxPort)))
    return stop(1);
  if (!(await startServer(node('agent', 'apps/agent/src/cli.ts', 'start'), settings.apiPort))) return stop(1);
  if (dev) {
    processes.start(
      { name: 'builder', command: process.execPath, args: [builder(root), 'build', '--watch'], cwd: join(root, 'apps/desktop'), env },
      onEnd,
    );
  }
  openWindow(settings, env);
  say(`Control centre: ${settings.address}${settings.profile === 'practice' ? ' (practice: nothing here reaches the outside world)' : ''}`);
  say('Ctrl-C stops it.');
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (!stopping) say('Stopping …');
    void stop(0);
  });
}

try {
  await main();
} catch (fault) {
  say(fault instanceof Error ? fault.message : String(fault));
  await stop(1);
}
