import { approve, baht, paymentWhen, type Resort, refund, refundWhen, take } from './resort.ts';
import type { Step } from './steps.ts';

/** What is asked of a gateway that tells of its events and gives back by itself. */
export type Gateway = {
  name: string;
  provider: string;
  /** The methods that are offered. */
  offers: string;
  pays: Pick<Parameters<typeof take>[1], 'method' | 'details'>;
  /** The path of a refund there, where what is paid that way can be given back in parts and at once. */
  refundsAt: string | null;
  /** After a payment whose answer never came: with a key that the provider knows again it is repeated at once, else it is looked up. */
  whenLost: 'waiting' | 'unknown, then waiting';
};

const PRICE = 9000;

/** The same for each of them: options, taken, paid, given back, answers lost, refunded elsewhere. */
export function gatewaySteps(resort: Resort, gateway: Gateway): Step[] {
  const { name, provider } = gateway;
  const step = (what: string, expected: string, act: Step['act']): Step => ({ gateway: name, what, expected, act });
  let id = '';
  return [
    step('is offered', gateway.offers, () => offered(resort, provider)),
    step('the booking engine asks for a payment', 'waiting', async () => {
      const payment = await take(resort, { provider, amount: baht(PRICE), ...gateway.pays });
      id = payment.id;
      return payment.state;
    }),
    step('the guest pays; a webhook says so', 'paid ฿9000 by webhook', async () => {
      await resort.guests.play(provider, 'guestPays', {});
      return paidByWebhook(resort, id);
    }),
    ...(gateway.refundsAt !== null
      ? [
          step('the desk gives a part back', 'succeeded ฿1000', () => givenBack(resort, id, 1000)),
          step('above the limit a second person approves', 'requested, then succeeded ฿6000', () => withSecondPerson(resort, id, 6000)),
          step('the answer to a refund is lost', 'succeeded, ฿500 once', () =>
            lostRefund(resort, { provider, id, amount: 500, path: gateway.refundsAt }),
          ),
        ]
      : []),
    step('the answer to a new payment is lost', gateway.whenLost, async () => {
      await resort.guests.order({ provider, kind: 'drop_after_apply', times: 1 });
      const lost = await take(resort, { provider, amount: baht(700), ...gateway.pays });
      const { state } = await paymentWhen(resort, lost.id, (now) => now.state === 'waiting');
      return lost.state === state ? state : `${lost.state}, then ${state}`;
    }),
  ];
}

type Lost = { provider: string; id: string; amount: number; path: string | null };

/** The provider does it, but its answer never comes. */
export async function lostRefund(resort: Resort, { provider, id, amount, path }: Lost): Promise<string> {
  const before = await resort.desk.payments.get({ id });
  await resort.guests.order({ provider, kind: 'drop_after_apply', times: 1, ...(path === null ? {} : { path }) });
  const asked = await refund(resort, id, amount);
  const { state } = await refundWhen(resort, asked.id, (now) => now.state === 'succeeded' || now.state === 'pending');
  const after = await resort.desk.payments.get({ id });
  const story = await resort.desk.payments.timeline({ id });
  const unknown = story.some(({ title }) => title.en.startsWith('No answer on the refund')) ? 'unknown, then ' : '';
  return `${unknown}${state}, ฿${(givenBackOf(after) - givenBackOf(before)) / 100} once`;
}

/** Given back, or on its way. */
function givenBackOf({ refunded, refunding }: Awaited<ReturnType<typeof paymentWhen>>): number {
  return refunded.amount + refunding.amount;
}

/** Refunded where we were not asked. */
export function dashboardStep(resort: Resort, { name, provider, pays }: Gateway): Step {
  return {
    gateway: name,
    what: 'somebody refunds in its own dashboard',
    expected: 'imported once: ฿800 of 1 refund',
    act: async () => {
      const { id } = await take(resort, { provider, amount: baht(800), ...pays });
      await resort.guests.play(provider, 'guestPays', {});
      await paymentWhen(resort, id, ({ state }) => state === 'paid');
      await resort.guests.play(provider, 'dashboardRefund', {});
      const payment = await paymentWhen(resort, id, (now) => givenBackOf(now) > 0);
      return `imported once: ฿${givenBackOf(payment) / 100} of ${payment.refunds.length} refund`;
    },
  };
}

export function disputeStep(resort: Resort, { name, provider, pays }: Gateway): Step {
  return {
    gateway: name,
    what: 'the guest disputes a payment',
    expected: 'needs_response by a date, ฿600',
    act: async () => {
      const { id } = await take(resort, { provider, amount: baht(600), ...pays });
      await resort.guests.play(provider, 'guestPays', {});
      await paymentWhen(resort, id, ({ state }) => state === 'paid');
      await resort.guests.play(provider, 'disputeOpens', {});
      const { disputes } = await paymentWhen(resort, id, (now) => now.disputes.length > 0);
      const [dispute] = disputes;
      return `${dispute?.state} ${dispute?.dueAt ? 'by a date' : 'without a date'}, ฿${(dispute?.amount.amount ?? 0) / 100}`;
    },
  };
}

export async function offered({ desk }: Resort, provider: string): Promise<string> {
  const options = await desk.payments.options();
  return options
    .filter((option) => option.provider === provider && option.available)
    .map(({ method }) => method)
    .toSorted()
    .join(', ');
}

export async function paidByWebhook(resort: Resort, id: string): Promise<string> {
  const { state, captured } = await paymentWhen(resort, id, (now) => now.state === 'paid');
  const story = await resort.desk.payments.timeline({ id });
  const heard = story.some(({ kind }) => kind === 'webhook');
  return `${state} ฿${captured.amount / 100}${heard ? ' by webhook' : ''}`;
}

export async function givenBack(resort: Resort, id: string, amount: number): Promise<string> {
  const asked = await refund(resort, id, amount);
  const { state, amount: back } = await refundWhen(resort, asked.id, (now) => now.state === 'succeeded' || now.state === 'pending');
  return `${state} ฿${back.amount / 100}`;
}

async function withSecondPerson(resort: Resort, id: string, amount: number): Promise<string> {
  const asked = await refund(resort, id, amount);
  await approve(resort, asked.approvalId);
  const { state, amount: back } = await refundWhen(resort, asked.id, (now) => now.state === 'succeeded');
  return `${asked.state}, then ${state} ฿${back.amount / 100}`;
}

/** Where the provider cannot give back, a person transfers it and a second one gives the bank's reference. */
export async function transferredBack(resort: Resort, id: string, amount: number): Promise<string> {
  const asked = await refund(resort, id, amount);
  await approve(resort, asked.approvalId, 'KBANK 0042-7781');
  const { state, way, bankReference } = await refundWhen(resort, asked.id, (now) => now.state === 'succeeded');
  return `${way}: ${asked.state}, then ${state} with ${bankReference}`;
}
