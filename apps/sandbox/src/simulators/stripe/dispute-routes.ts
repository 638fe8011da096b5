import { z } from 'zod';
import { newest } from './account.ts';
import { created, paging, text } from './form.ts';
import { pageOf, within } from './lists.ts';
import type { Dispute, EarlyFraudWarning } from './objects.ts';
import { missing } from './refusal.ts';
import { type Route, route } from './route.ts';

const DISPUTES = '/v1/disputes';
const WARNINGS = '/v1/radar/early_fraud_warnings';
const nothing = z.strictObject({});
const filter = { charge: text().optional(), payment_intent: text().optional(), created: created().optional(), ...paging };
type Filter = z.output<z.ZodObject<typeof filter>>;

/** Disputes and early fraud warnings. Staff answer a dispute in Stripe's own dashboard, so there is nothing to write. */
export const disputeRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: `${DISPUTES}/:id`,
    parameters: nothing,
    answers: 'dispute',
    run: ({ disputes }, { id }) => {
      const dispute = disputes.get(id);
      if (!dispute) throw missing('dispute', id, { param: 'dispute' });
      return dispute;
    },
  }),
  route({
    method: 'get',
    path: DISPUTES,
    parameters: z.strictObject(filter),
    answers: 'dispute',
    list: true,
    run: ({ disputes }, { input }) => pageOf(newest(disputes).filter(fits(input)), input, { url: DISPUTES, kind: 'dispute' }),
  }),
  route({
    method: 'get',
    path: `${WARNINGS}/:id`,
    parameters: nothing,
    answers: 'radar.early_fraud_warning',
    run: ({ warnings }, { id }) => {
      const warning = warnings.get(id);
      if (!warning) throw missing('early_fraud_warning', id, { param: 'early_fraud_warning' });
      return warning;
    },
  }),
  route({
    method: 'get',
    path: WARNINGS,
    parameters: z.strictObject(filter),
    answers: 'radar.early_fraud_warning',
    list: true,
    run: ({ warnings }, { input }) =>
      pageOf(newest(warnings).filter(fits(input)), input, { url: WARNINGS, kind: 'radar.early_fraud_warning' }),
  }),
];

function fits({ charge, payment_intent: intent, created: moments }: Filter) {
  return (item: Dispute | EarlyFraudWarning) =>
    within(item, moments) && (charge === undefined || item.charge === charge) && (intent === undefined || item.payment_intent === intent);
}
