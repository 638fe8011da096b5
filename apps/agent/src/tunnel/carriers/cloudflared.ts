import { once } from 'node:events';
import { createServer } from 'node:net';
import { request } from 'undici';
import {
  addressIn,
  type Carrier,
  type CarrierHandle,
  type CarrierHealth,
  type CarrierRun,
  NOTHING_TO_SAY,
  type Trouble,
  textIn,
} from '../carrier.ts';
import { type ClientProcess, startClient } from './client-process.ts';
import { cloudflaredHealth, Readiness, readMetrics } from './cloudflared-report.ts';
import { findProgram, type Programs } from './programs.ts';
import { publicAddressField } from './public-address-field.ts';

export type CloudflaredDeps = { childFile: string; programs: Programs; profile: 'practice' | 'live' };

const ASK_MS = 1000;
const LINES_FOR_TROUBLE = 20;

/** A named tunnel by its token: the installed cloudflared as a child of ours. */
export function cloudflaredCarrier(deps: CloudflaredDeps): Carrier {
  const program = () => findProgram(deps.programs.cloudflared ?? 'cloudflared', deps.programs.searchPath);
  return {
    kind: 'cloudflared',
    name: 'Cloudflare Tunnel',
    about: {
      en: 'A tunnel of your Cloudflare account with an address of your own domain that never changes. Needs the program cloudflared here.',
      th: 'อุโมงค์ในบัญชี Cloudflare ของคุณ ใช้ที่อยู่ในโดเมนของคุณที่ไม่เปลี่ยน ต้องติดตั้งโปรแกรม cloudflared บนเครื่องนี้',
    },
    fields: [
      {
        name: 'token',
        label: { en: 'Tunnel token', th: 'โทเค็นของอุโมงค์' },
        type: 'password',
        secret: true,
        required: true,
        pattern: '[A-Za-z0-9+/_-]{40,}={0,2}',
        example: 'eyJhIjoi…',
        description: {
          en: 'Cloudflare shows it when the tunnel is made, in the install command after --token.',
          th: 'Cloudflare แสดงโทเค็นเมื่อสร้างอุโมงค์ ในคำสั่งติดตั้งหลังคำว่า --token',
        },
      },
      publicAddressField(deps.profile, {
        en: 'The public hostname you gave the tunnel in the Cloudflare dashboard, with https://.',
        th: 'ชื่อโฮสต์สาธารณะที่ตั้งให้อุโมงค์ในหน้า Cloudflare ขึ้นต้นด้วย https://',
      }),
    ],
    replaceable: true,
    missing: () =>
      program() === undefined ? { en: "Install cloudflared on the agent's computer.", th: 'ติดตั้ง cloudflared บนเครื่องของเอเจนต์' } : null,
    toCopy: () => Promise.resolve([]),
    start: (run) => startCloudflared(run, program() ?? 'cloudflared', deps),
  };
}

/** The token travels by environment: a command line can be read by everyone on the computer. */
function startCloudflared(run: CarrierRun, command: string, { childFile, programs }: CloudflaredDeps): CarrierHandle {
  const last: string[] = [];
  let stopped = false;
  let metricsPort: number | undefined;
  const begin = (port: number): ClientProcess | undefined => {
    if (stopped) return undefined;
    metricsPort = port;
    return startClient({
      command,
      args: ['tunnel', '--no-autoupdate', '--metrics', `127.0.0.1:${port}`, 'run'],
      environment: { ...programs.environment, TUNNEL_TOKEN: textIn(run.values, 'token') },
      rememberIn: childFile,
      say: (line) => {
        last.push(line);
        if (last.length > LINES_FOR_TROUBLE) last.shift();
        run.say(line);
      },
      ended: (how) => run.ended(cloudflaredTrouble(last, how)),
    });
  };
  const started = freePort()
    .then(begin)
    .catch((fault: unknown) => {
      if (!stopped) run.ended(cloudflaredTrouble(last, String(fault)));
      return undefined;
    });
  return {
    publicUrl: () => addressIn(run.values, 'publicUrl'),
    health: () => (metricsPort === undefined ? Promise.resolve(NOTHING_TO_SAY) : askHealth(metricsPort)),
    stop: async () => {
      stopped = true;
      await (await started)?.stop();
    },
  };
}

async function askHealth(port: number): Promise<CarrierHealth> {
  const ask = async (path: string) =>
    (await request(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(ASK_MS) })).body.text();
  const [ready, metrics] = await Promise.allSettled([ask('/ready'), ask('/metrics')]);
  const readiness = ready.status === 'fulfilled' ? parseReadiness(ready.value) : undefined;
  if (readiness === undefined) return NOTHING_TO_SAY;
  return cloudflaredHealth(readiness, metrics.status === 'fulfilled' ? readMetrics(metrics.value) : undefined);
}

function parseReadiness(text: string): Readiness | undefined {
  try {
    return Readiness.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

export function cloudflaredTrouble(lines: readonly string[], how: string): Trouble {
  const text = lines.join('\n');
  if (/token is not valid|Unauthorized|Invalid tunnel secret|tunnel not found/i.test(text))
    return {
      sentence: { en: 'Cloudflare does not accept the tunnel token.', th: 'Cloudflare ไม่ยอมรับโทเค็นของอุโมงค์' },
      nextStep: {
        en: 'Copy the token anew from the tunnel in the Cloudflare dashboard and save it here.',
        th: 'คัดลอกโทเค็นจากหน้า Cloudflare อีกครั้งแล้วบันทึกที่นี่',
      },
      needsPerson: true,
    };
  if (/ENOENT|EACCES/.test(how))
    return {
      sentence: { en: 'The program cloudflared cannot be started.', th: 'เริ่มโปรแกรม cloudflared ไม่ได้' },
      nextStep: { en: "Install it on the agent's computer, then start the tunnel anew.", th: 'ติดตั้งบนเครื่องของเอเจนต์ แล้วเริ่มอุโมงค์ใหม่' },
      needsPerson: true,
    };
  return {
    sentence: { en: `The Cloudflare program ended (${how}).`, th: `โปรแกรมของ Cloudflare สิ้นสุดลง (${how})` },
    nextStep: { en: 'It is started anew by itself; its last lines are below.', th: 'ระบบจะเริ่มใหม่เอง ดูบันทึกล่าสุดด้านล่าง' },
    needsPerson: false,
  };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  if (address === null || typeof address === 'string') throw new Error('There is no free port');
  return address.port;
}
