import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const LOOPBACK = '127.0.0.1';

/** Whether this process could listen there. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, LOOPBACK, () => probe.close(() => resolve(true)));
  });
}

/** Waits until something answers on the port; false when `gone` says that nothing will, or the time is over. */
export async function waitForPort(port: number, { seconds, gone }: { seconds: number; gone: () => boolean }): Promise<boolean> {
  const until = Date.now() + seconds * 1000;
  while (Date.now() < until && !gone()) {
    if (await answers(port)) return true;
    await sleep(50);
  }
  return false;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, LOOPBACK);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

export type Busy = { port: number; variable: string; holder: string | undefined };

/** What is wrong and what to do about it, in one sentence a port. */
export function busySentence({ port, variable, holder }: Busy): string {
  const who = holder === undefined ? 'another program' : holder;
  return `Port ${port} is in use by ${who}: stop it, or choose another port, e.g. ${variable}=${port + 100} npm start`;
}

/** The process that listens on a port, e.g. `process 4711 (node server.js)`. Linux only; undefined when it cannot be told. */
export function holderOf(port: number): string | undefined {
  if (process.platform !== 'linux') return undefined;
  const inodes = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) => listeningInodes(readOr(file, ''), port));
  if (inodes.length === 0) return undefined;
  const wanted = new Set(inodes.map((inode) => `socket:[${inode}]`));
  const pid = readdirSync('/proc').find((name) => /^\d+$/.test(name) && openFiles(name).some((link) => wanted.has(link)));
  if (pid === undefined) return undefined;
  const command = readOr(`/proc/${pid}/cmdline`, '').split('\0').join(' ').trim();
  return `process ${pid} (${command.length > 80 ? `${command.slice(0, 80)}…` : command})`;
}

/** Socket numbers that listen on a port, from the text of /proc/net/tcp: state 0A, the port in hexadecimal. */
export function listeningInodes(table: string, port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((columns) => columns[1]?.endsWith(suffix) === true && columns[3] === '0A')
    .flatMap((columns) => columns[9] ?? []);
}

function openFiles(pid: string): string[] {
  const folder = `/proc/${pid}/fd`;
  const names = orWhenGone(() => readdirSync(folder), []);
  return names.map((name) => orWhenGone(() => readlinkSync(`${folder}/${name}`), ''));
}

function readOr(file: string, otherwise: string): string {
  return orWhenGone(() => readFileSync(file, 'utf8'), otherwise);
}

/** What /proc shows may be another user's, or have ended while we look. */
function orWhenGone<Value>(read: () => Value, otherwise: Value): Value {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
