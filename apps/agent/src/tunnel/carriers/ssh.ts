import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProviderField } from '@banrimkwae/contract/provider-fields';
import { addressIn, type Carrier, type CarrierHealth, type CarrierRun, textIn } from '../carrier.ts';
import { startClient } from './client-process.ts';
import { findProgram, type Programs } from './programs.ts';
import { publicAddressField } from './public-address-field.ts';
import { hostKeyAlgorithms, knownHosts, ownPublicKey, parseHostKey } from './ssh-keys.ts';
import { sshTrouble } from './ssh-trouble.ts';

export type SshDeps = { folder: string; childFile: string; programs: Programs; profile: 'practice' | 'live' };

/** Two missed keep-alives of five seconds: about as long as the round trip needs to find out. */
const KEEP_ALIVE = { seconds: 5, count: 2 };
const CONNECT_SECONDS = 8;
const LINES_FOR_TROUBLE = 20;
const HOST_KEY = '(?:\\S+ )?(?:ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(?:256|384|521)) [A-Za-z0-9+/]+={0,2}(?: .*)?';

/** The system's OpenSSH, a port of the resort's own server led back to us (`-R`). */
export function sshCarrier({ folder, childFile, programs: { environment, searchPath }, profile }: SshDeps): Carrier {
  const keyFile = join(folder, 'ssh_key');
  return {
    kind: 'ssh',
    name: 'SSH',
    about: {
      en: 'A small server of your own with a public address leads its requests here over SSH. Needs a web server with a certificate there.',
      th: 'เซิร์ฟเวอร์ของคุณเองที่มีที่อยู่สาธารณะส่งคำขอมาที่นี่ผ่าน SSH ต้องมีเว็บเซิร์ฟเวอร์พร้อมใบรับรองที่นั่น',
    },
    fields: sshFields(profile),
    replaceable: true,
    missing: () =>
      ['ssh', 'ssh-keygen', 'ssh-keyscan'].every((name) => findProgram(name, searchPath) !== undefined)
        ? null
        : {
            en: "Install the OpenSSH client on the agent's computer (Debian: openssh-client).",
            th: 'ติดตั้ง OpenSSH client บนเครื่องของเอเจนต์ (Debian: openssh-client)',
          },
    toCopy: async () => {
      const keygen = findProgram('ssh-keygen', searchPath);
      if (keygen === undefined) return [];
      const label = { en: "This agent's public key", th: 'กุญแจสาธารณะของเอเจนต์นี้' };
      return [{ label, value: await ownPublicKey(keyFile, keygen) }];
    },
    start: (run) => {
      const last: string[] = [];
      const knownHostsFile = join(folder, 'known_hosts');
      writeFileSync(knownHostsFile, pinnedHost(run), { mode: 0o600 });
      const client = startClient({
        command: findProgram('ssh', searchPath) ?? 'ssh',
        args: sshArguments(run, { keyFile, knownHostsFile }),
        environment: { ...environment, LC_ALL: 'C' },
        rememberIn: childFile,
        say: (line) => {
          last.push(line);
          if (last.length > LINES_FOR_TROUBLE) last.shift();
          run.say(line);
        },
        ended: (how) => run.ended(sshTrouble(last, how)),
      });
      return {
        publicUrl: () => addressIn(run.values, 'publicUrl'),
        health: () => Promise.resolve(whereTo(run)),
        stop: client.stop,
      };
    },
  };
}

/** OpenSSH says nothing of itself while it works. */
function whereTo({ values }: CarrierRun): CarrierHealth {
  const text = (field: string) => textIn(values, field);
  return {
    level: 'unknown',
    note: null,
    details: [
      { label: { en: 'Server', th: 'เซิร์ฟเวอร์' }, value: `${text('user')}@${text('host')}:${text('port')}` },
      { label: { en: 'Port there', th: 'พอร์ตที่นั่น' }, value: `${text('remoteAddress')}:${text('remotePort')}` },
      { label: { en: "The server's key", th: 'กุญแจของเซิร์ฟเวอร์' }, value: parseHostKey(text('hostKey'))?.fingerprint ?? '' },
    ],
  };
}

function pinnedHost({ values }: CarrierRun): string {
  const key = parseHostKey(textIn(values, 'hostKey'));
  return key === undefined ? '' : knownHosts({ host: textIn(values, 'host'), port: textIn(values, 'port') }, key);
}

/** Nothing of the user's own SSH configuration counts, and nobody is asked anything. */
function sshArguments({ values, targetPort }: CarrierRun, files: { keyFile: string; knownHostsFile: string }): string[] {
  const text = (field: string) => textIn(values, field);
  const key = parseHostKey(text('hostKey'));
  const options = {
    BatchMode: 'yes',
    ConnectTimeout: CONNECT_SECONDS,
    ExitOnForwardFailure: 'yes',
    GlobalKnownHostsFile: 'none',
    HostKeyAlgorithms: key === undefined ? 'ssh-ed25519' : hostKeyAlgorithms(key),
    IdentitiesOnly: 'yes',
    IdentityFile: quoted(files.keyFile),
    ServerAliveCountMax: KEEP_ALIVE.count,
    ServerAliveInterval: KEEP_ALIVE.seconds,
    StrictHostKeyChecking: 'yes',
    UpdateHostKeys: 'no',
    UserKnownHostsFile: quoted(files.knownHostsFile),
  };
  const forward = `${text('remoteAddress')}:${text('remotePort')}:127.0.0.1:${targetPort}`;
  const settings = Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  return ['-N', '-T', '-F', 'none', ...settings, '-R', forward, '-p', text('port'), '-l', text('user'), '--', text('host')];
}

/** In these options ssh splits at spaces and fills in what follows a percent sign. */
function quoted(path: string): string {
  return `"${path.replaceAll('%', '%%')}"`;
}

/** 1 to 65535. */
const PORT = '[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]';

function sshFields(profile: SshDeps['profile']): ProviderField[] {
  const field = (given: Omit<ProviderField, 'type' | 'secret' | 'required'>): ProviderField => ({
    type: 'text',
    secret: false,
    required: true,
    ...given,
  });
  return [
    field({
      name: 'host',
      label: { en: 'Server', th: 'เซิร์ฟเวอร์' },
      pattern: '[A-Za-z0-9](?:[A-Za-z0-9.:-]{0,253})',
      example: 'vps.resort.example',
    }),
    field({ name: 'port', label: { en: 'SSH port', th: 'พอร์ต SSH' }, pattern: PORT, example: '22' }),
    field({ name: 'user', label: { en: 'User', th: 'ผู้ใช้' }, pattern: '[A-Za-z_][A-Za-z0-9._-]{0,63}', example: 'tunnel' }),
    field({
      name: 'hostKey',
      label: { en: "The server's key", th: 'กุญแจของเซิร์ฟเวอร์' },
      pattern: HOST_KEY,
      example: 'ssh-ed25519 AAAAC3Nza…',
      description: {
        en: 'Read the keys of the server, compare the fingerprint with what its provider or administrator tells you, and take that line.',
        th: 'อ่านกุญแจของเซิร์ฟเวอร์ เทียบลายนิ้วมือกับที่ผู้ให้บริการหรือผู้ดูแลแจ้ง แล้วเลือกบรรทัดนั้น',
      },
    }),
    field({
      name: 'remoteAddress',
      label: { en: 'Address on the server', th: 'ที่อยู่บนเซิร์ฟเวอร์' },
      pattern: '127\\.0\\.0\\.1|localhost|0\\.0\\.0\\.0|\\*',
      example: '127.0.0.1',
      description: {
        en: "127.0.0.1 when the server's own web server passes requests on (recommended).",
        th: 'ใช้ 127.0.0.1 เมื่อเว็บเซิร์ฟเวอร์บนเครื่องนั้นเป็นผู้ส่งต่อคำขอ (แนะนำ)',
      },
    }),
    field({ name: 'remotePort', label: { en: 'Port on the server', th: 'พอร์ตบนเซิร์ฟเวอร์' }, pattern: PORT, example: '7301' }),
    publicAddressField(profile, {
      en: 'The https:// address of the web server that passes requests on to that port, without a path.',
      th: 'ที่อยู่ https:// ของเว็บเซิร์ฟเวอร์ที่ส่งต่อคำขอไปยังพอร์ตนั้น ไม่ต้องใส่พาธ',
    }),
  ];
}
