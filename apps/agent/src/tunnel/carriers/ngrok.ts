import type { ProviderField } from '@banrimkwae/contract/provider-fields';
import type { Carrier, CarrierHandle, CarrierHealth, CarrierRun, Trouble } from '../carrier.ts';
import { textIn } from '../carrier.ts';
import { BEAT_MS } from '../machine.ts';
import { type NgrokClient, type NgrokTunnel, realNgrok } from './ngrok-client.ts';

export type NgrokDeps = { client?: NgrokClient; serverAddress?: string };

/**
 * Every walk is a request that ngrok counts: one every four seconds would use up the 20,000 a month of its free plan in a day, and then no
 * delivery gets through either (https://ngrok.com/docs/pricing-limits/free-plan-limits). Its own heartbeats then tell of a hung connection.
 */
const SPARING = 'sparing';
const SPARING_BEAT_MS = 180_000;

/** Closing tells ngrok's service; a line that is dead must not hold up the next tunnel. */
const CLOSE_MS = 1500;

const FIELDS: readonly ProviderField[] = [
  {
    name: 'authtoken',
    label: { en: 'Authtoken', th: 'Authtoken' },
    type: 'password',
    secret: true,
    required: true,
    pattern: '[A-Za-z0-9_]{20,}',
    description: { en: 'In the ngrok dashboard under Your Authtoken.', th: 'อยู่ในหน้า ngrok ที่หัวข้อ Your Authtoken' },
  },
  {
    name: 'domain',
    label: { en: 'Reserved domain', th: 'โดเมนที่จองไว้' },
    type: 'text',
    secret: false,
    required: false,
    pattern: '[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?',
    example: 'resort.ngrok.app',
    description: {
      en: 'Recommended: providers then always find the same address.',
      th: 'แนะนำ เพื่อให้ผู้ให้บริการใช้ที่อยู่เดิมได้เสมอ',
    },
  },
  {
    name: 'watch',
    label: { en: 'How closely it is watched', th: 'ความถี่ในการตรวจ' },
    type: 'select',
    secret: false,
    required: true,
    options: [
      {
        value: 'closely',
        label: {
          en: 'Every 4 seconds (650,000 requests a month: paid plan)',
          th: 'ทุก 4 วินาที (650,000 คำขอต่อเดือน สำหรับแพ็กเกจแบบชำระเงิน)',
        },
      },
      {
        value: SPARING,
        label: { en: 'Every 3 minutes (14,400 requests a month: free plan)', th: 'ทุก 3 นาที (14,400 คำขอต่อเดือน สำหรับแพ็กเกจฟรี)' },
      },
    ],
    description: {
      en: 'ngrok counts each check as a request, and carries nothing more once the month is used up.',
      th: 'ngrok นับการตรวจแต่ละครั้งเป็นหนึ่งคำขอ และจะหยุดส่งเมื่อใช้ครบโควตาเดือน',
    },
  },
];

/** ngrok's own library inside this process. */
export function ngrokCarrier({ client = realNgrok, serverAddress }: NgrokDeps = {}): Carrier {
  return {
    kind: 'ngrok',
    name: 'ngrok',
    about: {
      en: 'An ngrok account; nothing has to be installed. Without a reserved domain the address changes at every start.',
      th: 'ใช้บัญชี ngrok ไม่ต้องติดตั้งอะไรเพิ่ม หากไม่มีโดเมนที่จองไว้ ที่อยู่จะเปลี่ยนทุกครั้งที่เริ่ม',
    },
    fields: FIELDS,
    replaceable: true,
    beatMs: (values) => (values.watch === SPARING ? SPARING_BEAT_MS : BEAT_MS),
    missing: () => null,
    toCopy: () => Promise.resolve([]),
    start: (run) => startNgrok(run, client, serverAddress),
  };
}

function startNgrok(run: CarrierRun, client: NgrokClient, serverAddress: string | undefined): CarrierHandle {
  let tunnel: NgrokTunnel | undefined;
  let latencyMs: number | undefined;
  let stopped = false;
  let over = false;
  const end = (trouble: Trouble) => {
    if (!stopped && !over) run.ended(trouble);
    over = true;
  };
  const connected = client({
    authtoken: textIn(run.values, 'authtoken'),
    domain: textIn(run.values, 'domain') || undefined,
    forwardTo: `http://127.0.0.1:${run.targetPort}`,
    serverAddress,
    disconnected: (error) => {
      run.say(`disconnected: ${error}`);
      run.suspect();
    },
    heartbeat: (milliseconds) => {
      latencyMs = milliseconds;
    },
    stopped: () => end(STOPPED_THERE),
  }).then(
    (made) => {
      tunnel = made;
      run.say(`connected: ${made.url}`);
      if (stopped) return made.close();
    },
    (fault: unknown) => {
      const text = fault instanceof Error ? fault.message : String(fault);
      run.say(text);
      end(ngrokTrouble(text));
    },
  );
  return {
    publicUrl: () => tunnel?.url.replace(/\/+$/, '') ?? null,
    health: () => Promise.resolve(ngrokHealth(tunnel, latencyMs)),
    stop: async () => {
      stopped = true;
      // One that is still connecting closes itself once it is through.
      void connected.catch(() => undefined);
      if (tunnel) await Promise.race([tunnel.close().catch(() => undefined), pause(CLOSE_MS)]);
    },
  };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function ngrokHealth(tunnel: NgrokTunnel | undefined, latencyMs: number | undefined): CarrierHealth {
  const delay =
    latencyMs === undefined ? [] : [{ label: { en: 'To ngrok and back', th: 'ไปกลับถึง ngrok' }, value: `${Math.round(latencyMs)} ms` }];
  return { level: tunnel === undefined ? 'none' : 'unknown', note: null, details: delay };
}

const STOPPED_THERE: Trouble = {
  sentence: { en: 'The tunnel was stopped in the ngrok dashboard.', th: 'อุโมงค์ถูกหยุดจากหน้า ngrok' },
  nextStep: { en: 'If that was a mistake, start it anew here.', th: 'หากเป็นความผิดพลาด ให้เริ่มใหม่ที่นี่' },
  needsPerson: true,
};

/** By ngrok's error numbers: https://ngrok.com/docs/errors */
export function ngrokTrouble(text: string): Trouble {
  if (/ERR_NGROK_1(?:05|06|07|09|20)\b|authentication failed/i.test(text))
    return {
      sentence: { en: 'ngrok does not accept the authtoken.', th: 'ngrok ไม่ยอมรับ authtoken' },
      nextStep: { en: 'Copy it anew from the ngrok dashboard and save it here.', th: 'คัดลอกจากหน้า ngrok อีกครั้งแล้วบันทึกที่นี่' },
      needsPerson: true,
    };
  if (/ERR_NGROK_(?:108|334)\b/.test(text))
    return {
      sentence: { en: 'ngrok says the same tunnel already runs elsewhere.', th: 'ngrok แจ้งว่าอุโมงค์เดียวกันทำงานอยู่ที่อื่นแล้ว' },
      nextStep: {
        en: 'It is tried again by itself. If it lasts, end the other one in the ngrok dashboard.',
        th: 'ระบบจะลองใหม่เอง หากยังเป็นอยู่ ให้ปิดอีกอันจากหน้า ngrok',
      },
      needsPerson: false,
    };
  if (/ERR_NGROK_\d+/.test(text))
    return {
      sentence: {
        en: `ngrok refused the tunnel (${/ERR_NGROK_\d+/.exec(text)?.[0]}).`,
        th: `ngrok ปฏิเสธอุโมงค์ (${/ERR_NGROK_\d+/.exec(text)?.[0]})`,
      },
      nextStep: {
        en: 'Read its reason below; often it is the reserved domain or the plan.',
        th: 'อ่านเหตุผลด้านล่าง มักเกี่ยวกับโดเมนที่จองไว้หรือแพ็กเกจ',
      },
      needsPerson: true,
    };
  if (/Cannot find (?:native|module)|Unsupported (?:OS|architecture)|Failed to load native/i.test(text))
    return {
      sentence: { en: 'There is no ngrok for this kind of computer.', th: 'ไม่มี ngrok สำหรับเครื่องชนิดนี้' },
      nextStep: { en: 'Choose another way in.', th: 'เลือกวิธีเชื่อมต่อแบบอื่น' },
      needsPerson: true,
    };
  return {
    sentence: { en: 'ngrok cannot be reached.', th: 'ติดต่อ ngrok ไม่ได้' },
    nextStep: { en: 'It is tried again by itself; the reason is below.', th: 'ระบบจะลองใหม่เอง ดูสาเหตุด้านล่าง' },
    needsPerson: false,
  };
}
