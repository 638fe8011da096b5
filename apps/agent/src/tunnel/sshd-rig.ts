import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** An OpenSSH server of our own on loopback, for one user and one key. */
export type SshdRig = {
  port: number;
  user: string;
  /** `type key` of its host key. */
  hostKey: () => string;
  fingerprint: () => string;
  /** SIGKILL to it and to every session it has. */
  kill: () => Promise<void>;
  /** SIGSTOP to it and to every session: connections stay open, nothing answers. */
  freeze: () => void;
  thaw: () => void;
  start: (port?: number) => Promise<void>;
  changeHostKey: () => void;
  authorize: (publicKey: string) => void;
  remove: () => Promise<void>;
};

const SSHD = ['/usr/sbin/sshd', '/usr/local/sbin/sshd'].find((file) => existsSync(file));

/** Undefined when a server can be started here, else the reason. */
export function missingSshd(): string | undefined {
  if (process.platform !== 'linux') return 'finds the sessions of the SSH server in /proc, which Linux alone has';
  return SSHD === undefined ? 'there is no sshd; install the Debian packages openssh-server and openssh-client' : undefined;
}

export function createSshd(): SshdRig {
  const folder = mkdtempSync(join(tmpdir(), 'sshd-'));
  const hostKeyFile = join(folder, 'host_key');
  const authorized = join(folder, 'authorized_keys');
  let server: ChildProcess | undefined;
  const makeHostKey = () => {
    for (const file of [hostKeyFile, `${hostKeyFile}.pub`]) rmSync(file, { force: true });
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', hostKeyFile]);
  };
  makeHostKey();
  // Where sshd shuts itself in before a login; Debian's service makes it, root's sshd insists on it.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const signal = (name: NodeJS.Signals) => {
    for (const pid of server?.pid === undefined ? [] : familyOf(server.pid)) process.kill(pid, name);
  };
  const kill = async () => {
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const gone = once(server, 'exit');
    signal('SIGKILL');
    await gone;
  };
  const rig: SshdRig = {
    port: 0,
    user: userInfo().username,
    hostKey: () => readFileSync(`${hostKeyFile}.pub`, 'utf8').trim(),
    fingerprint: () => execFileSync('ssh-keygen', ['-lf', `${hostKeyFile}.pub`], { encoding: 'utf8' }).split(' ')[1] ?? '',
    kill,
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    changeHostKey: makeHostKey,
    authorize: (publicKey) => writeFileSync(authorized, `${publicKey}\n`, { mode: 0o600 }),
    start: async (port = rig.port) => {
      rig.port = port === 0 ? await freePort() : port;
      const config = join(folder, 'sshd_config');
      writeFileSync(config, configOf({ port: rig.port, hostKeyFile, authorized, pidFile: join(folder, 'pid') }));
      server = spawn(SSHD ?? 'sshd', ['-D', '-e', '-f', config], { stdio: 'ignore' });
      await takesConnections(rig.port);
    },
    remove: async () => {
      signal('SIGCONT');
      await kill();
      rmSync(folder, { recursive: true });
    },
  };
  return rig;
}

function configOf({ port, hostKeyFile, authorized, pidFile }: { port: number; hostKeyFile: string; authorized: string; pidFile: string }) {
  return `Port ${port}
ListenAddress 127.0.0.1
HostKey ${hostKeyFile}
PidFile ${pidFile}
AuthorizedKeysFile ${authorized}
StrictModes no
UsePAM no
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
AllowTcpForwarding remote
ClientAliveInterval 5
ClientAliveCountMax 2
`;
}

/** A process and all that descend from it: sshd puts each session into a process group of its own. */
function familyOf(pid: number): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const [, parent] = /\) \S (\d+)/.exec(readFileSync(`/proc/${name}/stat`, 'utf8')) ?? [];
        return [{ pid: Number(name), parent: Number(parent) }];
      } catch {
        return [];
      }
    });
  const children = (of: number): number[] =>
    parents.filter(({ parent }) => parent === of).flatMap((child) => [child.pid, ...children(child.pid)]);
  return [pid, ...children(pid)];
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  if (address === null || typeof address === 'string') throw new Error('No free port');
  return address.port;
}

async function takesConnections(port: number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const socket = connect({ port, host: '127.0.0.1' });
    const open = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    socket.destroy();
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('The SSH server does not start');
}
