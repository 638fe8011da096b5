import { fake, found, pageOf, refuse } from './ground.ts';

const { approvals } = fake;

export const approvalCalls = {
  list: approvals.list.handler(({ input, context: { world } }) =>
    pageOf(
      world.desk.approvals.filter(({ state }) => state === input.state),
      input,
    ),
  ),
  get: approvals.get.handler(({ input, context: { world } }) => found(world.desk.approvals, input.id)),
  decide: approvals.decide.handler(({ input, context: { world, operator, publish } }) => {
    const approval = found(world.desk.approvals, input.id);
    if (!approval.canDecide.allowed) refuse('second_person');
    if (approval.state !== 'waiting') refuse('conflict');
    if (input.approve && approval.kind === 'transfer' && input.bankReference === null)
      refuse('invalid_input', { bankReference: 'Missing.' });
    const state = input.approve ? 'approved' : 'rejected';
    Object.assign(approval, {
      state,
      decidedBy: operator?.name ?? null,
      decidedAt: new Date().toISOString(),
      reason: input.reason,
      bankReference: input.bankReference ?? approval.bankReference,
    });
    publish({ type: 'approval_changed', approvalId: approval.id, paymentId: approval.paymentId, state });
    return approval;
  }),
};
