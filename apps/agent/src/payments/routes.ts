import { api } from '../access/index.ts';
import type { PaymentsRoom } from './payments.ts';

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
    refund: payments.refund.handler(({ input: { id, ...rest }, context }) => room.refund({ ...rest, paymentId: id }, context.actor)),
    cancelRefund: payments.cancelRefund.handler(({ input, context }) => room.cancelRefund(input, context.actor)),
    getRefund: payments.getRefund.handler(({ input }) => room.getRefund(input.id)),
    refreshRefund: payments.refreshRefund.handler(({ input }) => room.refreshRefund(input.id)),
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
