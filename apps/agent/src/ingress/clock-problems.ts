import type { Problem } from '@banrimkwae/contract/system';

/** What is known of the wall clock. Milliseconds since 1970. */
export type ClockState = {
  shows: number;
  /** The clock stands before this, which has been: it is wrong, or it was. */
  behind: { newest: number; since: number } | undefined;
  /** It leapt forward and nothing has proved it right since. A computer that slept does the same. */
  leapt: { byMs: number; since: number } | undefined;
  /** Rightly signed, but too old by our clock; since the last one that was not. */
  stale: { count: number; since: number };
};

/** A leap that nothing came to prove or disprove is forgotten after so long: a computer that slept leaps every morning. */
const LEAP_TOLD_MS = 3_600_000;
/** Fewer may be a provider's own late repeats. */
const STALE_TOLD = 3;
const NEXT_STEP = {
  en: 'Turn on automatic time on the agent’s computer and check that it shows the right time. Providers repeat what was turned away.',
  th: 'เปิดการตั้งเวลาอัตโนมัติที่เครื่องเอเจนต์ และตรวจว่าเวลาถูกต้อง ผู้ให้บริการจะส่งข้อมูลที่ยังไม่รับมาอีกครั้ง',
};

/** What staff are told about the clock of this computer. */
export function clockProblems({ behind, leapt, stale, shows }: ClockState): Problem[] {
  const problem = (id: string, since: number, sentence: Problem['sentence']): Problem => ({
    id,
    severity: 'down',
    sentence,
    nextStep: NEXT_STEP,
    link: null,
    since: new Date(since).toISOString(),
  });
  if (behind) {
    const times = [shows, behind.newest].map((at) => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`);
    return [
      problem('clock-behind', behind.since, {
        en: `The clock of this computer jumped back: it shows ${times[0]}, but it has been ${times[1]} already. Deliveries signed with a time wait.`,
        th: `นาฬิกาของเครื่องนี้ถอยหลัง: แสดง ${times[0]} แต่เคยถึง ${times[1]} แล้ว ข้อมูลที่ลงลายเซ็นพร้อมเวลาต้องรอ`,
      }),
    ];
  }
  if (leapt && (stale.count > 0 || shows - leapt.since < LEAP_TOLD_MS)) {
    const minutes = Math.max(1, Math.round(leapt.byMs / 60_000));
    return [
      problem('clock-leapt', leapt.since, {
        en: `The clock of this computer jumped ahead by about ${minutes} min, and nothing has shown yet that it is right now.`,
        th: `นาฬิกาของเครื่องนี้กระโดดไปข้างหน้าประมาณ ${minutes} นาที และยังไม่มีสิ่งยืนยันว่าเวลาถูกต้อง`,
      }),
    ];
  }
  if (stale.count < STALE_TOLD) return [];
  return [
    problem('clock-ahead', stale.since, {
      en: `${stale.count} deliveries in a row had the right signature but were too old: the clock of this computer may be ahead.`,
      th: `ข้อมูล ${stale.count} รายการติดต่อกันมีลายเซ็นถูกต้องแต่เก่าเกินไป นาฬิกาของเครื่องนี้อาจเดินเร็วไป`,
    }),
  ];
}
