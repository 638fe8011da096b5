import { ErrorReply } from '@banrimkwae/contract/errors';
import * as z from 'zod';
import { slipText } from '../../apps/sandbox/src/simulators/scb/thai-qr.ts';
import { offered, paidByWebhook, transferredBack } from './gateway-steps.ts';
import { approve, baht, formKey, paymentWhen, type Resort, take } from './resort.ts';
import type { Step } from './steps.ts';

const BY_TRANSFER = 'manual_transfer: approved, then succeeded with KBANK 0042-7781';

/** A bank that signs nothing: its notice only makes us ask. */
export function scbSteps(resort: Resort): Step[] {
  const step = (what: string, expected: string, act: Step['act']): Step => ({ gateway: 'SCB', what, expected, act });
  const provider = 'scb';
  let id = '';
  const ask = async (method: 'promptpay_qr' | 'scb_easy') => {
    const payment = await take(resort, { provider, method, amount: baht(1500) });
    id = payment.id;
    return `${payment.state}, ${payment.action?.kind}`;
  };
  return [
    step('is offered', 'promptpay_qr, scb_easy', () => offered(resort, provider)),
    step('the booking engine asks for a QR', 'waiting, qr', () => ask('promptpay_qr')),
    step('the guest pays; its notice makes us ask', 'paid ฿1500 by webhook', async () => {
      await resort.guests.play(provider, 'guestPays', {});
      return paidByWebhook(resort, id);
    }),
    step('a refund is transferred by hand', BY_TRANSFER, () => transferredBack(resort, id, 400)),
    step('a link opens the app of the bank', 'waiting, link', () => ask('scb_easy')),
    step('the guest pays, and the notice is lost', 'waiting, then paid ฿1500', async () => {
      await resort.guests.play(provider, 'callbackLost', {});
      await resort.guests.play(provider, 'guestPays', {});
      const { state } = await resort.desk.payments.get({ id });
      await resort.desk.payments.refresh({ id });
      return `${state}, then ${await paidByWebhook(resort, id)}`;
    }),
  ];
}

/** Nobody tells that the money came: two people do, or the bank that knows the slip. */
export function promptPaySteps(resort: Resort): Step[] {
  const step = (what: string, expected: string, act: Step['act']): Step => ({ gateway: 'PromptPay', what, expected, act });
  const provider = 'promptpay';
  // Of a bank that cannot be asked.
  const slip = slipText('004', `0${Date.now()}4821`);
  let id = '';
  const says = (payment: string, shown: string) =>
    resort.desk.payments.received({ id: payment, idempotencyKey: formKey('received'), slip: shown, note: 'Slip shown at the desk' });
  const ask = async () => {
    const payment = await take(resort, { provider, method: 'promptpay_qr', amount: baht(1500) });
    id = payment.id;
    return `${payment.state}, ${payment.action?.kind}`;
  };
  return [
    step('is offered', 'promptpay_qr', () => offered(resort, provider)),
    step('a QR is made without calling anybody', 'waiting, qr', ask),
    step('the desk reads the slip, a second person confirms', 'waiting, then paid ฿1500', async () => {
      const said = await says(id, slip);
      const { items } = await resort.manager.approvals.list({});
      await approve(resort, items.find(({ paymentId }) => paymentId === id)?.id ?? null);
      const { state, captured } = await paymentWhen(resort, id, (now) => now.state === 'paid');
      return `${said.state}, then ${state} ฿${captured.amount / 100}`;
    }),
    step('a refund is transferred by hand', BY_TRANSFER, () => transferredBack(resort, id, 300)),
    step('the same slip is shown for another payment', 'refused: slip_used', async () => {
      await ask();
      return says(id, slip).then(({ state }) => state, refusalOf);
    }),
    step('a bank that knows the slip is enough', 'paid ฿1500', async () => {
      const told = (await resort.guests.play('scb', 'guestTransfers', { amount: 150_000 })) as { slip: string };
      const { state, captured } = await says(id, told.slip);
      return `${state} ฿${captured.amount / 100}`;
    }),
  ];
}

const Refusal = z.object({ data: z.object({ body: ErrorReply }) });

function refusalOf(fault: unknown): string {
  return `refused: ${Refusal.parse(fault).data.body.error.code}`;
}
