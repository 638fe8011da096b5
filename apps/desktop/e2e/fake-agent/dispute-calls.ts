import type { Dispute } from '@banrimkwae/contract/disputes';
import { fake, found, pageOf } from './ground.ts';

const { disputes } = fake;
const isOpen = ({ state }: Dispute) => state === 'needs_response' || state === 'under_review';

export const disputeCalls = {
  list: disputes.list.handler(({ input, context: { world } }) =>
    pageOf(
      world.desk.disputes.filter(
        (dispute) =>
          (input.open === undefined || isOpen(dispute) === input.open) &&
          (input.provider === undefined || dispute.provider === input.provider),
      ),
      input,
    ),
  ),
  get: disputes.get.handler(({ input, context: { world } }) => found(world.desk.disputes, input.id)),
  refresh: disputes.refresh.handler(({ input, context: { world, publish } }) => {
    const dispute = Object.assign(found(world.desk.disputes, input.id), {
      state: 'under_review',
      dueAt: null,
      updatedAt: new Date().toISOString(),
    });
    publish({ type: 'dispute_changed', disputeId: dispute.id, paymentId: dispute.paymentId, state: dispute.state });
    return dispute;
  }),
};
