import { PaymentMethod } from '@banrimkwae/contract/payments';
import type { Overview } from '@banrimkwae/contract/system';
import type * as z from 'zod';
import type { MonitoringGround } from './ground.ts';
import { type Findings, findProblems } from './problems.ts';

/** How things stand, for the first screen. */
export function showOverview(ground: MonitoringGround): z.infer<typeof Overview> {
  const findings: Findings = {
    providers: ground.providers.list(),
    money: ground.payments.summary(ground.startOfToday().toISOString(), ground.currency),
    rooms: ground.channel.summary(),
    deadLetters: ground.deadLetters(),
  };
  const { providers, money, rooms, deadLetters } = findings;
  return {
    problems: findProblems(ground, findings),
    takeMoney: waysToPay(ground),
    paidToday: {
      total: { amount: money.paid.total, currency: ground.currency },
      count: money.paid.count,
      lastAt: money.paid.last,
      waiting: money.waiting,
    },
    rooms,
    waiting: {
      unreadMessages: ground.messaging.summary().unread,
      deadJobs: deadLetters.count,
      unknownOutcomes: money.unknown,
      approvals: money.approvals,
      disputes: money.disputes,
      differences: money.differences,
    },
    connections: providers
      .filter(({ health }) => health.state !== 'not_set_up')
      .map(({ id, name, health }) => ({ provider: id, name, state: health.state })),
    tunnel: ground.tunnel(),
  };
}

/** Each way of paying, and by whom it works now. */
function waysToPay({ payments }: MonitoringGround): z.infer<typeof Overview>['takeMoney'] {
  const options = payments.options();
  return PaymentMethod.options.map((method) => {
    const usable = options.find((option) => option.method === method && option.available);
    return { method, works: usable !== undefined, provider: usable?.provider ?? null };
  });
}
