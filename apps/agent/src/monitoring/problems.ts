import type { Provider } from '@banrimkwae/contract/providers';
import type { Problem } from '@banrimkwae/contract/system';
import type { MonitoringGround } from './ground.ts';
import { readiness } from './readiness.ts';

/** What the rooms said, read once for the whole overview. */
export type Findings = {
  providers: readonly Provider[];
  money: ReturnType<MonitoringGround['payments']['summary']>;
  rooms: ReturnType<MonitoringGround['channel']['summary']>;
  deadLetters: ReturnType<MonitoringGround['deadLetters']>;
};

const RANK = { money: 0, down: 1, waiting: 2 } as const;

/** Everything that needs a person, worst first: money before outages, outages before what only waits; the oldest first among equals. */
export function findProblems(ground: MonitoringGround, findings: Findings): Problem[] {
  const now = ground.clock.now().toISOString();
  const ofRooms = ground.roomProblems();
  // Where a room has more to say of the same thing, its word stands.
  const told = new Set(ofRooms.map(({ id }) => id));
  const ours = [
    ...storageProblems(ground, now),
    ...moneyProblems(findings, now),
    ...providerProblems(findings),
    ...waitingProblems(findings, now),
  ].filter(({ id }) => !told.has(id));
  return [...ours, ...ofRooms].sort((left, right) => RANK[left.severity] - RANK[right.severity] || left.since.localeCompare(right.since));
}

function storageProblems(ground: MonitoringGround, since: string): Problem[] {
  return readiness(ground).reasons.map((reason, index) => ({
    id: `storage-${index}`,
    severity: 'money',
    sentence: { en: reason, th: `ระบบเก็บข้อมูลมีปัญหา: ${reason}` },
    nextStep: { en: "Call whoever looks after the agent's computer now.", th: 'แจ้งผู้ดูแลเครื่องเอเจนต์ทันที' },
    link: null,
    since,
  }));
}

function moneyProblems({ money }: Findings, now: string): Problem[] {
  const unclear = money.unknownRefunds.map(
    ({ id, paymentId, at }): Problem => ({
      id: `refund-${id}`,
      severity: 'money',
      sentence: { en: 'A refund was sent, and it is not clear whether it arrived.', th: 'ส่งคำขอคืนเงินแล้ว แต่ยังไม่ทราบผล' },
      nextStep: { en: 'We keep asking. Do not refund it again.', th: 'ระบบกำลังตรวจสอบอยู่ อย่าคืนเงินซ้ำ' },
      link: `/payments/${paymentId}`,
      since: at,
    }),
  );
  const failed = money.failedRefunds.map(
    ({ id, paymentId, at }): Problem => ({
      id: `refund-${id}`,
      severity: 'money',
      sentence: { en: 'A refund did not go through.', th: 'คืนเงินไม่สำเร็จ' },
      nextStep: { en: 'Open the payment and refund again, or give the money back another way.', th: 'เปิดรายการแล้วคืนเงินอีกครั้ง หรือคืนด้วยวิธีอื่น' },
      link: `/payments/${paymentId}`,
      since: at,
    }),
  );
  const open = money.unknown - money.unknownRefunds.length;
  if (open <= 0) return [...unclear, ...failed];
  const payments: Problem = {
    id: 'payments-unknown',
    severity: 'money',
    sentence: {
      en: `It is not clear whether ${count(open, 'payment', 'payments')} reached the provider.`,
      th: `ยังไม่ทราบผลการชำระเงิน ${open} รายการ`,
    },
    nextStep: { en: 'We keep asking. Do not take the money again.', th: 'ระบบกำลังตรวจสอบอยู่ อย่าเก็บเงินซ้ำ' },
    link: '/payments',
    since: now,
  };
  return [payments, ...unclear, ...failed];
}

function providerProblems({ providers }: Findings): Problem[] {
  return providers
    .filter(({ health }) => health.state === 'down' || health.state === 'slow')
    .map(({ id, health }) => ({
      id: `provider-${id}`,
      severity: health.state === 'down' ? 'down' : 'waiting',
      sentence: health.sentence,
      nextStep: { en: 'Open it, test the connection and read the last error.', th: 'เปิดดู ทดสอบการเชื่อมต่อ และอ่านข้อผิดพลาดล่าสุด' },
      link: `/connections/${id}`,
      since: health.since,
    }));
}

function waitingProblems({ rooms, deadLetters }: Findings, now: string): Problem[] {
  const waiting = (how: Omit<Problem, 'severity'> & { many: number }): Problem[] => {
    const { many, ...problem } = how;
    return many > 0 ? [{ ...problem, severity: 'waiting' }] : [];
  };
  return [
    ...waiting({
      id: 'reservations-attention',
      many: rooms.attention,
      since: now,
      sentence: {
        en: `${count(rooms.attention, 'reservation needs', 'reservations need')} a look.`,
        th: `มีการจอง ${rooms.attention} รายการที่ต้องตรวจสอบ`,
      },
      nextStep: { en: 'Open the list; each says what is wrong.', th: 'เปิดรายการเพื่อดูว่าแต่ละรายการมีปัญหาอะไร' },
      link: '/rooms/reservations',
    }),
    ...waiting({
      id: 'dead-letters',
      many: deadLetters.count,
      since: deadLetters.oldestAt ?? now,
      sentence: {
        en: `${count(deadLetters.count, 'delivery or piece of background work has', 'deliveries or pieces of background work have')} given up.`,
        th: `มีข้อมูลที่ได้รับหรืองานเบื้องหลัง ${deadLetters.count} รายการที่ทำไม่สำเร็จ`,
      },
      nextStep: {
        en: 'They stand together by reason: a manager can try them again or give them up.',
        th: 'รายการจัดกลุ่มตามสาเหตุ ผู้จัดการสั่งให้ลองใหม่หรือเลิกทำได้',
      },
      link: '/traffic/dead-letters',
    }),
  ];
}

function count(many: number, one: string, more: string): string {
  return `${many} ${many === 1 ? one : more}`;
}
