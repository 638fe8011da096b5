import type { Bilingual } from '@banrimkwae/contract/primitives';
import type { TunnelState } from '@banrimkwae/contract/tunnel';
import type { CarrierHealth } from './carrier.ts';
import { type Machine, MISSES } from './machine.ts';
import type { WalkFailure } from './port.ts';

/** How the tunnel stands, in words of the hotel. */
export type Picture = { state: TunnelState; sentence: Bilingual; nextStep: Bilingual | null };
/** `ms`: the newest walk; `name`: of the way in. */
export type Seen = { machine: Machine; health: CarrierHealth; ms: number | null; name: string };

/** There and back; above it guests wait noticeably, and providers come near their own limits. */
export const SLOW_MS = 3000;

export function describe(seen: Seen): Picture {
  const { phase, misses } = seen.machine;
  if (phase === 'off') return NOT_SET_UP;
  if (phase === 'waiting') return ended(seen);
  if (misses > 0 && !seen.machine.lineUp) return LINE_DOWN;
  if (phase === 'starting') return seen.machine.replacing ? REPLACING : starting(seen);
  if (misses >= MISSES) return unanswered(seen);
  if (misses > 0) return MISSED_ONE;
  return working(seen);
}

function working({ health, ms, name }: Seen): Picture {
  if (health.level === 'reduced' || health.level === 'none')
    return {
      state: 'degraded',
      sentence: health.note ?? { en: 'It works, but its client says that it is not connected.', th: 'ใช้งานได้ แต่โปรแกรมแจ้งว่ายังไม่เชื่อมต่อ' },
      nextStep: { en: 'Nothing now: it usually mends itself within minutes.', th: 'ยังไม่ต้องทำอะไร ปกติจะกลับมาเองภายในไม่กี่นาที' },
    };
  if (ms !== null && ms > SLOW_MS)
    return {
      state: 'degraded',
      sentence: {
        en: 'The outside reaches this agent, but slowly.',
        th: 'ภายนอกติดต่อเอเจนต์ได้ แต่ช้า',
      },
      nextStep: { en: 'See whether something fills the internet line.', th: 'ตรวจว่ามีอะไรใช้อินเทอร์เน็ตจนเต็มหรือไม่' },
    };
  const how = name === '' ? { en: '', th: '' } : { en: ` through ${name}`, th: `ผ่าน ${name}` };
  return {
    state: 'connected',
    sentence: {
      en: `Payment, booking and message services reach this agent${how.en}.`,
      th: `ผู้ให้บริการชำระเงิน การจอง และข้อความติดต่อเอเจนต์นี้ได้${how.th}`,
    },
    nextStep: null,
  };
}

function starting({ machine, name }: Seen): Picture {
  if (machine.trouble) return { state: 'down', sentence: machine.trouble.sentence, nextStep: machine.trouble.nextStep };
  if (!machine.replaceable && machine.lastFailure !== null && machine.misses >= MISSES) return unanswered({ machine });
  return {
    state: 'down',
    sentence:
      name === ''
        ? { en: 'We are finding out whether the outside reaches this agent.', th: 'กำลังตรวจว่าภายนอกติดต่อเอเจนต์ได้หรือไม่' }
        : { en: `${name} is being connected.`, th: `กำลังเชื่อมต่อ ${name}` },
    nextStep: { en: 'Wait a few seconds.', th: 'รอสักครู่' },
  };
}

function ended({ machine }: Seen): Picture {
  if (machine.trouble) return { state: 'down', sentence: machine.trouble.sentence, nextStep: machine.trouble.nextStep };
  return unanswered({ machine });
}

function unanswered({ machine }: Pick<Seen, 'machine'>): Picture {
  return { state: 'down', ...UNANSWERED[machine.lastFailure ?? 'no_answer'] };
}

const UNANSWERED: Readonly<Record<WalkFailure, { sentence: Bilingual; nextStep: Bilingual }>> = {
  no_answer: {
    sentence: {
      en: 'What is sent to the public address does not arrive here: no answer comes back.',
      th: 'สิ่งที่ส่งไปยังที่อยู่สาธารณะมาไม่ถึงที่นี่ ไม่มีคำตอบกลับ',
    },
    nextStep: {
      en: 'It is tried again by itself. If it lasts, check the address in the form and what stands between it and this computer.',
      th: 'ระบบจะลองใหม่เอง หากนานเกินไป ให้ตรวจที่อยู่ในแบบฟอร์มและอุปกรณ์ระหว่างทาง',
    },
  },
  unreachable: {
    sentence: { en: 'The public address cannot be reached.', th: 'ติดต่อที่อยู่สาธารณะไม่ได้' },
    nextStep: {
      en: 'It is tried again by itself. If it lasts, check the spelling of the address, and that its server runs.',
      th: 'ระบบจะลองใหม่เอง หากนานเกินไป ให้ตรวจการสะกดที่อยู่ และเซิร์ฟเวอร์ของที่อยู่นั้น',
    },
  },
  not_ours: {
    sentence: {
      en: 'Something else answers at the public address, not this agent.',
      th: 'ที่อยู่สาธารณะตอบโดยระบบอื่น ไม่ใช่เอเจนต์นี้',
    },
    nextStep: {
      en: 'See that the address leads to the webhook port of this agent, and that no login page stands before it.',
      th: 'ตรวจว่าที่อยู่นำมายังพอร์ตเว็บฮุกของเอเจนต์นี้ และไม่มีหน้าเข้าสู่ระบบคั่นอยู่',
    },
  },
};

const NOT_SET_UP: Picture = {
  state: 'not_set_up',
  sentence: { en: 'Nobody outside can reach this agent yet.', th: 'ภายนอกยังติดต่อเอเจนต์นี้ไม่ได้' },
  nextStep: { en: 'An administrator chooses a way in under Tunnel.', th: 'ผู้ดูแลระบบเลือกวิธีเชื่อมต่อที่หน้าอุโมงค์' },
};
const LINE_DOWN: Picture = {
  state: 'down',
  sentence: { en: "The resort's internet line is down.", th: 'อินเทอร์เน็ตของรีสอร์ทใช้งานไม่ได้' },
  nextStep: {
    en: 'Check the router, or call the internet provider. The tunnel comes back by itself with the line.',
    th: 'ตรวจเราเตอร์หรือติดต่อผู้ให้บริการอินเทอร์เน็ต อุโมงค์จะกลับมาเองพร้อมกับสาย',
  },
};
const REPLACING: Picture = {
  state: 'down',
  sentence: { en: 'The tunnel hung and is being replaced.', th: 'อุโมงค์ค้างและกำลังเริ่มใหม่' },
  nextStep: { en: 'Wait a few seconds.', th: 'รอสักครู่' },
};
const MISSED_ONE: Picture = {
  state: 'degraded',
  sentence: { en: 'One check through the public address did not come back.', th: 'การตรวจผ่านที่อยู่สาธารณะไม่ได้รับคำตอบหนึ่งครั้ง' },
  nextStep: { en: 'It is being checked again now.', th: 'ระบบกำลังตรวจอีกครั้ง' },
};
