import type { Capability } from '@banrimkwae/contract/provider-fields';
import type { ConnectionState, ProviderHealth, ProviderStatus } from '@banrimkwae/contract/providers';

/** What is known of a provider when its state is decided. */
export type Signs = {
  name: string;
  capabilities: readonly Capability[];
  status: ProviderStatus;
  statusReason: string | null;
  configured: boolean;
  /** Endpoints whose breaker lets nothing through. */
  blocked: readonly string[];
  /** Requests of today; null averages while nothing was asked. */
  today: { total: number; failed: number; averageMs: number | null };
  /** Five-minute slices, oldest first. */
  recent: readonly { total: number; failed: number }[];
};

type Sentence = ProviderHealth['sentence'];

const LATELY_SLICES = 2;
/** Fewer calls than this say nothing about a provider. */
const FEWEST_TO_JUDGE = 3;
const DOWN_SHARE = 0.5;
const SHAKY_SHARE = 0.1;
const LATE_MS = 5000;

/** What staff see first: the state, and one sentence that says what it means for the hotel. */
export function judge(signs: Signs): { state: ConnectionState; sentence: Sentence } {
  const state = stateOf(signs);
  return { state, sentence: SENTENCES[state](signs) };
}

function stateOf({ status, configured, blocked, today, recent }: Signs): ConnectionState {
  if (status !== 'active') return 'paused';
  if (!configured) return 'not_set_up';
  const lately = recent
    .slice(-LATELY_SLICES)
    .reduce((sum, slice) => ({ total: sum.total + slice.total, failed: sum.failed + slice.failed }), { total: 0, failed: 0 });
  const share = lately.total === 0 ? 0 : lately.failed / lately.total;
  if (blocked.length > 0) return lately.total > 0 && share < DOWN_SHARE ? 'slow' : 'down';
  if (lately.total < FEWEST_TO_JUDGE) return 'working';
  if (share >= DOWN_SHARE) return 'down';
  return share > SHAKY_SHARE || (today.averageMs ?? 0) > LATE_MS ? 'slow' : 'working';
}

const SENTENCES: Readonly<Record<ConnectionState, (signs: Signs) => Sentence>> = {
  working: ({ name }) => ({ en: `${name} works.`, th: `${name} ใช้งานได้ปกติ` }),
  slow: ({ name }) => ({ en: `${name} answers, but some calls are late or fail.`, th: `${name} ตอบกลับ แต่บางครั้งช้าหรือไม่สำเร็จ` }),
  down: ({ name, capabilities }) => join({ en: `${name} does not answer as it should.`, th: `${name} ไม่ตอบกลับตามปกติ` }, capabilities),
  not_set_up: ({ name }) => ({ en: `${name} is not set up yet.`, th: `ยังไม่ได้ตั้งค่า ${name}` }),
  paused: ({ name, statusReason }) => ({
    en: `${name} is paused${statusReason === null ? '.' : `: ${statusReason}`}`,
    th: `หยุดใช้ ${name} ชั่วคราว${statusReason === null ? '' : `: ${statusReason}`}`,
  }),
};

/** What an outage means at the desk, by kind of work. */
const MEANING: Readonly<Partial<Record<Capability, Sentence>>> = {
  payments: { en: 'Payments by it cannot be taken at the moment.', th: 'ขณะนี้รับชำระเงินผ่านช่องทางนี้ไม่ได้' },
  channel: { en: 'Changes of rooms wait here and are sent when it is back.', th: 'การแก้ไขห้องพักรออยู่ที่นี่ และจะส่งเมื่อระบบกลับมา' },
  messages: { en: 'Answers to guests wait here and are sent when it is back.', th: 'ข้อความถึงผู้เข้าพักรออยู่ที่นี่ และจะส่งเมื่อระบบกลับมา' },
  fx: { en: 'The last known rates are used, with their date.', th: 'ใช้อัตราแลกเปลี่ยนล่าสุดพร้อมวันที่' },
  weather: { en: 'The last known weather is shown, with its age.', th: 'แสดงสภาพอากาศล่าสุดพร้อมเวลาที่ได้รับ' },
};

function join(first: Sentence, capabilities: readonly Capability[]): Sentence {
  const meanings = capabilities.flatMap((capability) => MEANING[capability] ?? []);
  return { en: [first, ...meanings].map(({ en }) => en).join(' '), th: [first, ...meanings].map(({ th }) => th).join(' ') };
}
