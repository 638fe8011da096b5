import type { TunnelOption, TunnelStatus } from '@banrimkwae/contract/tunnel';

const ago = (now: number, minutes: number) => new Date(now - minutes * 60_000).toISOString();

/** A tunnel that came back this morning and now answers slowly on one of its two lines. */
export function makeTunnel(now: number): TunnelStatus {
  return {
    kind: 'cloudflared',
    state: 'degraded',
    since: ago(now, 12),
    publicUrl: 'https://desk.banrimkwae.example',
    sentence: {
      en: 'Providers reach us, but with one line instead of two.',
      th: 'ผู้ให้บริการเข้าถึงเราได้ แต่เหลือเส้นทางเดียวจากสองเส้นทาง',
    },
    nextStep: {
      en: 'Nothing to do yet. If it lasts longer than half an hour, press Restart.',
      th: 'ยังไม่ต้องทำอะไร ถ้าเป็นนานเกินครึ่งชั่วโมงให้กด “เริ่มใหม่”',
    },
    lastRoundTrip: { at: new Date(now - 20_000).toISOString(), ms: 84, error: null },
    restarts: 1,
    nextAttemptAt: null,
    details: [
      { label: { en: 'Lines', th: 'เส้นทาง' }, value: '1 of 2' },
      { label: { en: 'Edge location', th: 'จุดเชื่อมต่อ' }, value: 'bkk02' },
      { label: { en: 'Version', th: 'เวอร์ชัน' }, value: '2026.11.0' },
    ],
    log: [
      { at: ago(now, 13), line: 'INF Registered tunnel connection connIndex=0 location=bkk02 protocol=quic' },
      { at: ago(now, 12), line: 'ERR Connection terminated error="timeout: no recent network activity" connIndex=1' },
      { at: ago(now, 11), line: 'INF Retrying connection in up to 32s connIndex=1' },
    ],
    history: [
      {
        at: ago(now, 95),
        state: 'connected',
        sentence: { en: 'Providers reach us.', th: 'ผู้ให้บริการเข้าถึงเราได้' },
      },
      {
        at: ago(now, 190),
        state: 'down',
        sentence: { en: 'The line to the internet was cut.', th: 'สายอินเทอร์เน็ตขาด' },
      },
      {
        at: ago(now, 5_900),
        state: 'connected',
        sentence: { en: 'Providers reach us.', th: 'ผู้ให้บริการเข้าถึงเราได้' },
      },
    ],
  };
}

const plain = { type: 'text', secret: false, required: true, value: null, isSet: false, lastFour: null } as const;

const cloudflared: TunnelOption = {
  kind: 'cloudflared',
  name: 'Cloudflare Tunnel',
  about: {
    en: 'Free and steady. Needs a Cloudflare account and a token of a tunnel made there.',
    th: 'ฟรีและเสถียร ต้องมีบัญชี Cloudflare และโทเคนของอุโมงค์ที่สร้างไว้ที่นั่น',
  },
  chosen: true,
  missing: null,
  fields: [
    {
      ...plain,
      name: 'publicUrl',
      type: 'url',
      label: { en: 'Public address', th: 'ที่อยู่สาธารณะ' },
      example: 'https://desk.example.com',
      value: 'https://desk.banrimkwae.example',
      isSet: true,
    },
    { ...plain, name: 'token', type: 'password', secret: true, label: { en: 'Token', th: 'โทเคน' }, isSet: true, lastFour: '9fQ0' },
  ],
  toCopy: [],
};

const ngrok: TunnelOption = {
  kind: 'ngrok',
  name: 'ngrok',
  about: { en: 'Quick to try. A fixed address needs a paid plan.', th: 'ลองใช้ได้เร็ว ถ้าต้องการที่อยู่คงที่ต้องใช้แพ็กเกจเสียเงิน' },
  chosen: false,
  missing: {
    en: 'The ngrok library is not installed on the agent’s computer.',
    th: 'ยังไม่ได้ติดตั้งไลบรารี ngrok ในเครื่องของเอเจนต์',
  },
  fields: [{ ...plain, name: 'authtoken', type: 'password', secret: true, label: { en: 'Auth token', th: 'โทเคนยืนยันตัวตน' } }],
  toCopy: [],
};

const ssh: TunnelOption = {
  kind: 'ssh',
  name: 'SSH server',
  about: {
    en: 'Through a server of your own, with the SSH client of the agent’s computer.',
    th: 'ผ่านเซิร์ฟเวอร์ของรีสอร์ทเอง โดยใช้โปรแกรม SSH ในเครื่องของเอเจนต์',
  },
  chosen: false,
  missing: null,
  fields: [
    { ...plain, name: 'host', label: { en: 'Server', th: 'เซิร์ฟเวอร์' }, example: 'tunnel.example.com' },
    { ...plain, name: 'port', label: { en: 'Port', th: 'พอร์ต' }, pattern: '[0-9]{1,5}', example: '22', value: '22', isSet: true },
    { ...plain, name: 'user', label: { en: 'User', th: 'ชื่อผู้ใช้' }, example: 'banrimkwae' },
    {
      ...plain,
      name: 'publicUrl',
      type: 'url',
      label: { en: 'Public address', th: 'ที่อยู่สาธารณะ' },
      example: 'https://desk.example.com',
    },
    { ...plain, name: 'hostKey', label: { en: 'Key of the server', th: 'คีย์ของเซิร์ฟเวอร์' } },
  ],
  toCopy: [
    {
      label: { en: 'This agent’s public key, for authorized_keys', th: 'คีย์สาธารณะของเอเจนต์นี้ ใส่ใน authorized_keys' },
      value: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExampleExampleExampleExampleExampleExampl banrimkwae',
    },
  ],
};

const manual: TunnelOption = {
  kind: 'manual',
  name: 'Own address',
  about: {
    en: 'Your own reverse proxy or a public address already leads here.',
    th: 'มีรีเวิร์สพร็อกซีหรือที่อยู่สาธารณะที่ชี้มายังเครื่องนี้อยู่แล้ว',
  },
  chosen: false,
  missing: null,
  fields: [
    {
      ...plain,
      name: 'publicUrl',
      type: 'url',
      label: { en: 'Public address', th: 'ที่อยู่สาธารณะ' },
      example: 'https://desk.example.com',
    },
  ],
  toCopy: [],
};

export function makeTunnelOptions(): TunnelOption[] {
  return structuredClone([cloudflared, ngrok, ssh, manual]);
}
