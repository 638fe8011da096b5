import { type FeeRow, PaymentMethod } from '@banrimkwae/contract/payments';
import { money } from '@banrimkwae/money';
import * as z from 'zod';
import type { PaymentsGround } from './ground.ts';

const Sums = z.object({
  provider: z.string(),
  method: PaymentMethod,
  currency: z.string(),
  fee_currency: z.string().nullable(),
  count: z.int(),
  captured: z.int(),
  refunded: z.int(),
  fees: z.int(),
  settled: z.int(),
  settled_gross: z.int(),
});

const SQL = `
  SELECT provider, method, currency, json_extract(fee, '$.currency') AS fee_currency, COUNT(*) AS count, SUM(captured) AS captured,
    SUM((SELECT COALESCE(SUM(amount), 0) FROM refunds WHERE payment_id = payments.id AND state = 'succeeded')) AS refunded,
    SUM(COALESCE(json_extract(fee, '$.amount'), 0)) AS fees,
    COUNT(fee) AS settled,
    SUM(CASE WHEN fee IS NULL THEN 0 ELSE COALESCE(json_extract(settlement, '$.gross.amount'), captured) END) AS settled_gross
  FROM payments WHERE state = 'paid' AND paid_at >= @from AND paid_at < @to
  GROUP BY provider, method, currency, fee_currency ORDER BY provider, method, currency, fee_currency`;

/** What each provider kept of the payments that were paid in this time, as far as it has told. Fees are in the currency they were taken in. */
export function feesOf(ground: PaymentsGround, { from, to }: { from: string; to: string }): FeeRow[] {
  return ground.database
    .prepare(SQL)
    .all({ from, to })
    .map((row) => {
      const sums = Sums.parse(row);
      return {
        provider: sums.provider,
        providerName: ground.providers.find(sums.provider).name,
        method: sums.method,
        count: sums.count,
        captured: money(sums.captured, sums.currency),
        refunded: money(sums.refunded, sums.currency),
        fees: money(sums.fees, sums.fee_currency ?? sums.currency),
        settled: sums.settled,
        costBasisPoints: sums.settled_gross === 0 ? null : Math.round((sums.fees * 10_000) / sums.settled_gross),
      };
    });
}
