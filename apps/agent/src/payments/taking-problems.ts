import type { Problem } from '@banrimkwae/contract/system';
import { formatMoney, money } from '@banrimkwae/money';
import type { PaymentsGround } from './ground.ts';
import type { ActRow } from './payment-acts.ts';
import { PaymentRow } from './payment-row.ts';

/** By then every usual answer has come. */
const UNCLEAR_MS = 15 * 60_000;
/** Card networks let an authorisation lapse after about seven days; a person needs a working day before that. */
const LAPSES_SOON_MS = 5 * 24 * 3600_000;
const SHOWN = 20;

/** Payments about which a person must do something. */
export function takingProblems(ground: PaymentsGround): Problem[] {
  const before = (milliseconds: number) => new Date(ground.clock.now().getTime() - milliseconds).toISOString();
  return [
    ...inState(ground, 'unknown', before(UNCLEAR_MS)).map(unclear),
    ...inState(ground, 'authorized', before(LAPSES_SOON_MS)).map(lapsing),
    ...refusedActs(ground, 'capture').map(refusedTaking),
    ...refusedActs(ground, 'cancel').map(refusedLettingGo),
    ...unansweredActs(ground, before(UNCLEAR_MS)).map(unanswered),
  ];
}

function inState({ database }: PaymentsGround, state: PaymentRow['state'], madeBefore: string): PaymentRow[] {
  return database
    .prepare('SELECT * FROM payments WHERE state = ? AND created_at <= ? ORDER BY created_at LIMIT ?')
    .all(state, madeBefore, SHOWN)
    .map((row) => PaymentRow.parse(row));
}

/** Authorised, and the provider refused the last thing that was asked for. */
function refusedActs({ database }: PaymentsGround, kind: ActRow['kind']): PaymentRow[] {
  return database
    .prepare(
      `SELECT * FROM payments WHERE state = 'authorized'
         AND id IN (SELECT payment_id FROM payment_acts a WHERE kind = ? AND state = 'failed'
           AND NOT EXISTS (SELECT 1 FROM payment_acts later WHERE later.payment_id = a.payment_id AND later.rowid > a.rowid))
       ORDER BY created_at LIMIT ?`,
    )
    .all(kind, SHOWN)
    .map((row) => PaymentRow.parse(row));
}

/** Asked to be taken or let go, and the provider has not said yet whether it is. */
function unansweredActs({ database }: PaymentsGround, askedBefore: string): PaymentRow[] {
  return database
    .prepare(
      `SELECT * FROM payments WHERE id IN (SELECT payment_id FROM payment_acts WHERE state IN ('requested', 'sending') AND created_at <= ?)
       ORDER BY created_at LIMIT ?`,
    )
    .all(askedBefore, SHOWN)
    .map((row) => PaymentRow.parse(row));
}

function unanswered(payment: PaymentRow): Problem {
  return {
    id: `payment-unanswered-${payment.id}`,
    severity: 'money',
    sentence: {
      en: `For more than 15 minutes the provider has not confirmed that ${shown(payment, 'en')} of ${payment.guest_name} was taken or let go, as asked for.`,
      th: `ผู้ให้บริการยังไม่ยืนยันการเรียกเก็บหรือยกเลิก ${shown(payment, 'th')} ของ ${payment.guest_name} ที่ขอไปนานกว่า 15 นาทีแล้ว`,
    },
    nextStep: {
      en: 'We keep asking. Look at the connection, and at the payment in the provider’s own console.',
      th: 'ระบบยังสอบถามอยู่ ตรวจสอบการเชื่อมต่อ และตรวจรายการในระบบของผู้ให้บริการ',
    },
    link: `/payments/${payment.id}`,
    since: payment.created_at,
  };
}

function refusedTaking(payment: PaymentRow): Problem {
  return {
    id: `payment-untaken-${payment.id}`,
    severity: 'money',
    sentence: {
      en: `The provider refused to take the held amount of ${shown(payment, 'en')} of ${payment.guest_name}.`,
      th: `ผู้ให้บริการปฏิเสธการเรียกเก็บ ${shown(payment, 'th')} ของ ${payment.guest_name} ที่กันวงเงินไว้`,
    },
    nextStep: { en: 'Open the payment, see why, and take it again or let it go.', th: 'เปิดรายการเพื่อดูสาเหตุ แล้วเรียกเก็บอีกครั้งหรือยกเลิก' },
    link: `/payments/${payment.id}`,
    since: payment.created_at,
  };
}

function refusedLettingGo(payment: PaymentRow): Problem {
  return {
    id: `payment-kept-${payment.id}`,
    severity: 'money',
    sentence: {
      en: `The provider refused to let go of ${shown(payment, 'en')} held from ${payment.guest_name}; the guest cannot use it meanwhile.`,
      th: `ผู้ให้บริการปฏิเสธการปล่อยวงเงิน ${shown(payment, 'th')} ของ ${payment.guest_name} ผู้เข้าพักยังใช้วงเงินนี้ไม่ได้`,
    },
    nextStep: { en: 'Open the payment, see why, and let it go again.', th: 'เปิดรายการเพื่อดูสาเหตุ แล้วยกเลิกอีกครั้ง' },
    link: `/payments/${payment.id}`,
    since: payment.created_at,
  };
}

function unclear(payment: PaymentRow): Problem {
  return {
    id: `payment-unknown-${payment.id}`,
    severity: 'money',
    sentence: {
      en: `It is still not clear whether the payment of ${shown(payment, 'en')} by ${payment.guest_name} reached the provider.`,
      th: `ยังไม่ทราบว่ารายการ ${shown(payment, 'th')} ของ ${payment.guest_name} ถึงผู้ให้บริการหรือไม่`,
    },
    nextStep: {
      en: 'Look it up in the provider’s own console before you take the money again.',
      th: 'ตรวจสอบในระบบของผู้ให้บริการก่อนเก็บเงินอีกครั้ง',
    },
    link: `/payments/${payment.id}`,
    since: payment.created_at,
  };
}

function lapsing(payment: PaymentRow): Problem {
  return {
    id: `payment-lapsing-${payment.id}`,
    severity: 'money',
    sentence: {
      en: `The held amount of ${shown(payment, 'en')} of ${payment.guest_name} lapses seven days after it was authorised.`,
      th: `วงเงิน ${shown(payment, 'th')} ของ ${payment.guest_name} ที่กันไว้จะหมดอายุภายในเจ็ดวัน`,
    },
    nextStep: { en: 'Take the money or let it go now.', th: 'เรียกเก็บเงินหรือยกเลิกรายการตอนนี้' },
    link: `/payments/${payment.id}`,
    since: payment.created_at,
  };
}

function shown({ amount, currency }: PaymentRow, locale: string): string {
  return formatMoney(money(amount, currency), locale);
}
