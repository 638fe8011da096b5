import { api } from '../access/index.ts';
import type { PaymentsRoom } from './payments.ts';

const DONE = { done: true } as const;

export function disputesRoutes({ disputes: room }: Pick<PaymentsRoom, 'disputes'>) {
  const { disputes } = api;
  return {
    list: disputes.list.handler(({ input }) => room.list(input)),
    get: disputes.get.handler(({ input }) => room.get(input.id)),
    refresh: disputes.refresh.handler(({ input }) => room.refresh(input.id)),
  };
}

export function reconciliationRoutes({ reconciliation: room }: Pick<PaymentsRoom, 'reconciliation'>) {
  const { reconciliation } = api;
  return {
    days: reconciliation.days.handler(({ input }) => room.days(input)),
    lines: reconciliation.lines.handler(({ input }) => room.lines(input)),
    run: reconciliation.run.handler(({ input, context }) => {
      room.run(input, context.actor);
      return DONE;
    }),
    settle: reconciliation.settle.handler(({ input, context }) => room.settle(input, context.actor)),
  };
}

export function paymentsRoutes(room: PaymentsRoom) {
  const { payments } = api;
  return {
    options: payments.options.handler(() => room.options()),
    search: payments.search.handler(({ input }) => room.search(input)),
    create: payments.create.handler(({ input, context }) => room.take(input, context.actor)),
    get: payments.get.handler(({ input, context }) => room.get(input.id, context.actor)),
    timeline: payments.timeline.handler(({ input }) => room.timeline(input.id)),
    refresh: payments.refresh.handler(({ input }) => room.refresh(input.id)),
    capture: payments.capture.handler(({ input: { id, ...rest }, context }) =>
      room.act({ ...rest, paymentId: id, kind: 'capture' }, context.actor),
    ),
    cancel: payments.cancel.handler(({ input: { id, ...rest }, context }) =>
      room.act({ ...rest, paymentId: id, kind: 'cancel' }, context.actor),
    ),
    received: payments.received.handler(({ input, context }) => room.received(input, context.actor)),
    refund: payments.refund.handler(({ input: { id, ...rest }, context }) => room.refund({ ...rest, paymentId: id }, context.actor)),
    fees: payments.fees.handler(({ input }) => room.fees(input)),
    cancelRefund: payments.cancelRefund.handler(({ input, context }) => room.cancelRefund(input, context.actor)),
    getRefund: payments.getRefund.handler(({ input }) => room.getRefund(input.id)),
    refreshRefund: payments.refreshRefund.handler(({ input }) => room.refreshRefund(input.id)),
  };
}

export function moneyRulesRoutes(room: PaymentsRoom) {
  const { moneyRules } = api;
  return {
    get: moneyRules.get.handler(() => room.moneyRules()),
    set: moneyRules.set.handler(({ input, context }) => room.setMoneyRules(input, context.actor)),
  };
}

export function approvalsRoutes(room: PaymentsRoom) {
  const { approvals } = api;
  return {
    list: approvals.list.handler(({ input, context }) => room.approvals.list(input, context.actor)),
    get: approvals.get.handler(({ input, context }) => room.approvals.get(input.id, context.actor)),
    decide: approvals.decide.handler(({ input, context }) => room.approvals.decide(input, context.actor)),
  };
}
