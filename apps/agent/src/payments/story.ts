import type { TimelineEntry } from '@banrimkwae/contract/payments';
import * as z from 'zod';
import type { Sqlite } from '../store/database.ts';

type Kind = Exclude<TimelineEntry['kind'], 'request'>;
export type StoryLine = {
  paymentId: string;
  /** What caused the line; the same cause is told once. */
  cause: string;
  at: string;
  kind: Kind;
  title: { en: string; th: string };
  detail?: string | null;
  actor?: string | null;
  linkId?: string | null;
};

const Row = z
  .object({
    at: z.string(),
    kind: z.enum(['state', 'webhook', 'refund', 'person', 'dispute']),
    title: z.string(),
    detail: z.string().nullable(),
    actor: z.string().nullable(),
    link_id: z.string().nullable(),
  })
  .transform(
    ({ title, link_id, ...row }): TimelineEntry => ({
      ...row,
      title: z.object({ en: z.string(), th: z.string() }).parse(JSON.parse(title)),
      linkId: link_id,
    }),
  );

export type PaymentStory = ReturnType<typeof createStory>;

/** The lines of a payment's timeline that are not provider calls. */
export function createStory(database: Sqlite) {
  const insert = database.prepare(
    'INSERT INTO payment_story (payment_id, cause, at, kind, title, detail, actor, link_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const lines = database.prepare(
    'SELECT at, kind, title, detail, actor, link_id FROM payment_story WHERE payment_id = ? ORDER BY at, cause',
  );
  const ofEvent = database.prepare("SELECT payment_id AS paymentId FROM payment_story WHERE kind = 'webhook' AND cause = ?");
  const forget = database.prepare('DELETE FROM payment_story WHERE payment_id = ? AND link_id = ?');
  const told = database.prepare('SELECT 1 FROM payment_story WHERE payment_id = ? AND cause = ?');
  const movedSince = database
    .prepare<[string, string, string], number>(
      `SELECT count(DISTINCT payment_id) FROM payment_story JOIN payments ON payments.id = payment_id
       WHERE payments.provider = ? AND payments.created_at < ? AND kind = 'state' AND at > ?`,
    )
    .pluck();
  return {
    tell: (line: StoryLine): void => {
      insert.run(
        line.paymentId,
        line.cause,
        line.at,
        line.kind,
        JSON.stringify(line.title),
        line.detail ?? null,
        line.actor ?? null,
        line.linkId ?? null,
      );
    },
    /** Takes back the lines about something that turned out to be another thing, told already. */
    forget: (paymentId: string, linkId: string): void => void forget.run(paymentId, linkId),
    /** The payment an event of a provider changed. */
    paymentOf: (eventId: string): string | null =>
      z
        .object({ paymentId: z.string() })
        .optional()
        .parse(ofEvent.get(causeOfEvent(eventId)))?.paymentId ?? null,
    isTold: (paymentId: string, cause: string): boolean => told.get(paymentId, cause) !== undefined,
    /** How many of a provider's payments were made before a moment and have moved since. */
    movedSince: (provider: string, at: string): number => movedSince.get(provider, at, at) ?? 0,
    of: (paymentId: string): TimelineEntry[] => lines.all(paymentId).map((row) => Row.parse(row)),
  };
}

export function causeOfEvent(eventId: string): string {
  return `event:${eventId}`;
}

/** Titles of state changes, as staff read them. */
export const STATE_TITLES = {
  creating: { en: 'Being created', th: 'กำลังสร้างรายการ' },
  unknown: { en: 'No answer from the provider; we are asking', th: 'ผู้ให้บริการยังไม่ตอบ กำลังสอบถาม' },
  waiting: { en: 'Waiting for the guest', th: 'รอผู้เข้าพักชำระ' },
  processing: { en: 'The provider is working on it', th: 'ผู้ให้บริการกำลังดำเนินการ' },
  authorized: { en: 'Authorised, not taken yet', th: 'กันวงเงินแล้ว ยังไม่เรียกเก็บ' },
  paid: { en: 'Paid', th: 'ชำระแล้ว' },
  failed: { en: 'Failed', th: 'ไม่สำเร็จ' },
  cancelled: { en: 'Cancelled', th: 'ยกเลิกแล้ว' },
  expired: { en: 'Expired unpaid', th: 'หมดอายุโดยไม่มีการชำระ' },
} as const;

export const REFUND_TITLES = {
  requested: { en: 'Refund asked for', th: 'ขอคืนเงิน' },
  approved: { en: 'Refund may be sent', th: 'อนุมัติให้คืนเงินแล้ว' },
  sending: { en: 'Refund being sent', th: 'กำลังส่งคำขอคืนเงิน' },
  unknown: { en: 'No answer on the refund; we are asking. Do not refund again.', th: 'ยังไม่ทราบผลการคืนเงิน กำลังสอบถาม อย่าคืนซ้ำ' },
  pending: { en: 'Refund accepted, on its way', th: 'รับเรื่องคืนเงินแล้ว กำลังดำเนินการ' },
  succeeded: { en: 'Refunded', th: 'คืนเงินแล้ว' },
  failed: { en: 'Refund failed; the money stays here', th: 'คืนเงินไม่สำเร็จ เงินยังอยู่กับเรา' },
  cancelled: { en: 'Refund cancelled', th: 'ยกเลิกการคืนเงิน' },
} as const;
