import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';

const run = promisify(execFile);

const SCAN_SECONDS = 5;
const SCAN_LIMIT_MS = 15_000;

/** One key an SSH server shows. `fingerprint` as `ssh-keygen -l` and providers' consoles print it. */
export type HostKey = { type: string; fingerprint: string; line: string };

/**
 * Makes this agent's own key pair at the first call and answers the public half. The private half never leaves its file, which only this
 * user can read. Rejects when ssh-keygen cannot be run.
 */
export async function ownPublicKey(keyFile: string, sshKeygen: string): Promise<string> {
  if (!existsSync(keyFile)) await run(sshKeygen, ['-q', '-t', 'ed25519', '-N', '', '-C', 'banrimkwae-agent', '-f', keyFile]);
  return readFileSync(`${keyFile}.pub`, 'utf8').trim();
}

/** Asks a server which keys it has. They prove nothing yet: a person compares them. Empty when no SSH server answers there. */
export async function scanHostKeys(sshKeyscan: string, { host, port }: { host: string; port: number }): Promise<HostKey[]> {
  const asked = ['-T', String(SCAN_SECONDS), '-p', String(port), '-t', 'ed25519,ecdsa,rsa', '--', host];
  try {
    const { stdout } = await run(sshKeyscan, asked, { timeout: SCAN_LIMIT_MS });
    return stdout.split('\n').flatMap((line) => parseHostKey(line) ?? []);
  } catch {
    return [];
  }
}

/** Reads `host type key`, as known_hosts has it, or `type key`. */
export function parseHostKey(line: string): HostKey | undefined {
  const words = line.trim().split(/\s+/);
  const at = words.findIndex((word) => HOST_KEY_TYPES.includes(word));
  const [type, blob] = at === -1 || at > 1 ? [] : [words[at], words[at + 1]];
  if (type === undefined || blob === undefined || !/^[A-Za-z0-9+/]+=*$/.test(blob)) return undefined;
  const digest = createHash('sha256').update(Buffer.from(blob, 'base64')).digest('base64').replace(/=+$/, '');
  return { type, fingerprint: `SHA256:${digest}`, line: `${type} ${blob}` };
}

/** A known_hosts file with exactly one key for exactly one server. */
export function knownHosts({ host, port }: { host: string; port: string }, key: HostKey): string {
  return `${port === '22' ? host : `[${host}]:${port}`} ${key.line}\n`;
}

/** What the server must show: another kind of key of the same server is not the one that was confirmed. */
export function hostKeyAlgorithms({ type }: HostKey): string {
  return type === 'ssh-rsa' ? 'rsa-sha2-512,rsa-sha2-256' : type;
}

const HOST_KEY_TYPES = ['ssh-ed25519', 'ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521', 'ssh-rsa'];
