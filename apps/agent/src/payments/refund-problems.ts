import type { Problem } from '@banrimkwae/contract/system';
import { formatMoney, money } from '@banrimkwae/money';
import * as z from 'zod';
import type { PaymentsGround } from './ground.ts';

/** Money that may or may not have left is not left to itself for longer. */
const UNKNOWN_TOO_LONG_MS = 15 * 60_000;
const WAITS_TOO_LONG_MS = 30 * 60_000;

const Unknown = z.object({ id: z.string(), payment_id: z.string(), amount: z.int(), currency: z.string(), unknown_since: z.string() });
const Unsent = z.object({ id: z.string(), payment_id: z.string(), amount: z.int(), currency: z.string(), created_at: z.string() });
const Waiting = z.object({ many: z.int(), since: z.string().nullable() });
const Over = z.object({ payment_id: z.string(), since: z.string() });

/** What a person must look after: refunds that stay unknown or cannot leave, decisions nobody takes, and more given back than came in. */
export function refundProblems(ground: PaymentsGround): Problem[] {
  return [...unknownTooLong(ground), ...unsentTooLong(ground), ...overRefunded(ground), ...waitTooLong(ground)];
}

function ago(ground: PaymentsGround, milliseconds: number): string {
  return new Date(ground.clock.now().getTime() - milliseconds).toISOString();
}

/** Under the id by which the overview tells of it from the first minute: the stronger word replaces that one. */
function unknownTooLong(ground: PaymentsGround): Problem[] {
  const rows = ground.database
    .prepare(
      "SELECT id, payment_id, amount, currency, unknown_since FROM refunds WHERE state = 'unknown' AND unknown_since <= ? ORDER BY id",
    )
    .all(ago(ground, UNKNOWN_TOO_LONG_MS));
  return z
    .array(Unknown)
    .parse(rows)
    .map((row): Problem => {
      const amount = money(row.amount, row.currency);
      return {
        id: `refund-${row.id}`,
        severity: 'money',
        sentence: {
          en: `For more than 15 minutes it is not clear whether a refund of ${formatMoney(amount, 'en')} arrived at the provider.`,
          th: `ไม่ทราบผลการคืนเงิน ${formatMoney(amount, 'th')} ที่ผู้ให้บริการมานานกว่า 15 นาทีแล้ว`,
        },
        nextStep: {
          en: 'Look for it in the provider’s own console, then press “Ask again” on the refund. Do not refund it again; we keep asking.',
          th: 'ตรวจสอบในระบบของผู้ให้บริการ แล้วกด “ถามอีกครั้ง” ที่รายการคืนเงิน อย่าคืนเงินซ้ำ ระบบยังสอบถามอยู่',
        },
        link: `/payments/${row.payment_id}`,
        since: row.unknown_since,
      };
    });
}

/** Approved, and its provider is paused, not set up or out of reach: the guest was told that it has begun. */
function unsentTooLong(ground: PaymentsGround): Problem[] {
  const rows = ground.database
    .prepare(
      `SELECT id, payment_id, amount, currency, created_at FROM refunds r
       WHERE state = 'approved' AND way = 'provider' AND created_at <= @before
         AND NOT EXISTS (SELECT 1 FROM approvals WHERE refund_id = r.id AND decided_at > @before) ORDER BY id`,
    )
    .all({ before: ago(ground, UNKNOWN_TOO_LONG_MS) });
  return z
    .array(Unsent)
    .parse(rows)
    .map((row): Problem => {
      const amount = money(row.amount, row.currency);
      return {
        id: `refund-unsent-${row.id}`,
        severity: 'money',
        sentence: {
          en: `A refund of ${formatMoney(amount, 'en')} could not be sent for more than 15 minutes. Nothing has left.`,
          th: `ส่งคำขอคืนเงิน ${formatMoney(amount, 'th')} ไม่ได้มานานกว่า 15 นาทีแล้ว ยังไม่มีการส่งเงินออก`,
        },
        nextStep: {
          en: 'Look at the connection of its provider; it leaves by itself once that works. Or take the refund back.',
          th: 'ตรวจสอบการเชื่อมต่อกับผู้ให้บริการ เมื่อใช้ได้ระบบจะส่งเอง หรือยกเลิกการคืนเงินนี้',
        },
        link: `/payments/${row.payment_id}`,
        since: row.created_at,
      };
    });
}

function waitTooLong(ground: PaymentsGround): Problem[] {
  const { many, since } = Waiting.parse(
    ground.database
      .prepare("SELECT count(*) AS many, min(requested_at) AS since FROM approvals WHERE state = 'waiting' AND requested_at <= ?")
      .get(ago(ground, WAITS_TOO_LONG_MS)),
  );
  if (many === 0 || since === null) return [];
  return [
    {
      id: 'approvals-waiting',
      severity: 'waiting',
      sentence: {
        en: `${many === 1 ? 'One decision has' : `${many} decisions have`} waited for a second person for more than half an hour.`,
        th: `มี ${many} รายการรออนุมัตินานกว่าครึ่งชั่วโมง`,
      },
      nextStep: {
        en: 'A manager or an administrator approves or rejects, with a reason.',
        th: 'ให้ผู้จัดการหรือผู้ดูแลระบบอนุมัติหรือไม่อนุมัติ พร้อมเหตุผล',
      },
      link: '/payments/approvals',
      since,
    },
  ];
}

/** Only by hands in the provider's own console beside ours: our books never allow it. Payments with a refund that is under way or came lately. */
function overRefunded(ground: PaymentsGround): Problem[] {
  const rows = ground.database
    .prepare(
      `SELECT r.payment_id, max(r.updated_at) AS since FROM refunds r JOIN payments p ON p.id = r.payment_id
       WHERE r.state NOT IN ('failed', 'cancelled')
         AND r.payment_id IN (SELECT payment_id FROM refunds WHERE requested_by_id IS NULL AND updated_at >= ?)
       GROUP BY r.payment_id HAVING sum(r.amount) > max(p.captured)`,
    )
    .all(ago(ground, 7 * 86_400_000));
  return z
    .array(Over)
    .parse(rows)
    .map(
      ({ payment_id, since }): Problem => ({
        id: `over-refunded-${payment_id}`,
        severity: 'money',
        sentence: {
          en: 'More is refunded or being refunded than the guest paid: the provider’s console was used beside ours.',
          th: 'มีการคืนเงินหรือกำลังคืนเงินมากกว่าที่ผู้เข้าพักชำระ เพราะมีการคืนผ่านระบบของผู้ให้บริการด้วย',
        },
        nextStep: {
          en: 'Open the payment and compare its refunds with the provider’s console; take back those that have not left.',
          th: 'เปิดรายการแล้วเทียบการคืนเงินกับระบบของผู้ให้บริการ และยกเลิกรายการที่ยังไม่ได้ส่ง',
        },
        link: `/payments/${payment_id}`,
        since,
      }),
    );
}
