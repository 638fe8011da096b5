import type { PaymentWarning } from '@banrimkwae/contract/payments';
import * as z from 'zod';
import { flag } from '../store/columns.ts';
import { publishApproval } from './approvals.ts';
import type { PaymentsGround } from './ground.ts';
import { reviewWarned } from './holds.ts';
import type { PaymentRow } from './payment-row.ts';

const WarningRow = z
  .object({ provider_warning_id: z.string(), reason: z.string(), actionable: flag, at: z.string() })
  .transform(({ provider_warning_id: id, ...row }): PaymentWarning => ({ id, ...row }));

const TITLE = { en: 'Early fraud warning from the card network', th: 'เครือข่ายบัตรแจ้งเตือนว่าอาจเป็นการฉ้อโกง' };

export function warningsOf({ database }: PaymentsGround, paymentId: string): PaymentWarning[] {
  return database
    .prepare('SELECT provider_warning_id, reason, actionable, at FROM payment_warnings WHERE payment_id = ? ORDER BY at')
    .all(paymentId)
    .map((row) => WarningRow.parse(row));
}

/** Asks the provider for the early fraud warnings of a payment and stores them. Returns those that were not known. */
export async function importWarnings(ground: PaymentsGround, payment: PaymentRow): Promise<readonly PaymentWarning[]> {
  const list = ground.providers.find(payment.provider).connector.payments?.listWarnings;
  if (!list || payment.provider_payment_id === null) return [];
  const input = { providerPaymentId: payment.provider_payment_id };
  const told = await ground.providers.run(payment.provider, list, input, { paymentId: payment.id });
  const { isNew, asked } = ground.database.transaction(() => {
    const known = new Set(warningsOf(ground, payment.id).map(({ id }) => id));
    const isNew = told.filter((warning) => {
      const { changes } = ground.database
        .prepare(
          `INSERT INTO payment_warnings (payment_id, provider_warning_id, reason, actionable, at) VALUES (?, ?, ?, ?, ?)
           ON CONFLICT DO UPDATE SET actionable = excluded.actionable WHERE actionable <> excluded.actionable`,
        )
        .run(payment.id, warning.providerWarningId, warning.reason, Number(warning.actionable), warning.at);
      const cause = `warning:${warning.providerWarningId}`;
      ground.story.tell({ paymentId: payment.id, cause, at: warning.at, kind: 'dispute', title: TITLE, detail: warning.reason });
      return changes > 0;
    });
    const first = isNew.find(({ providerWarningId }) => !known.has(providerWarningId));
    return { isNew, asked: first && reviewWarned(ground, payment, first.reason) };
  })();
  if (asked) publishApproval(ground, asked);
  if (isNew.length > 0) ground.live.publish({ type: 'payment_changed', paymentId: payment.id, state: payment.state });
  return isNew.map(({ providerWarningId: id, reason, actionable, at }) => ({ id, reason, actionable, at }));
}
