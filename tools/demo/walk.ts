import { eventually } from '../../apps/agent/src/agent-rig.ts';
import { promptPaySteps, scbSteps } from './bank-steps.ts';
import { dashboardStep, disputeStep, type Gateway, gatewaySteps, givenBack, lostRefund, transferredBack } from './gateway-steps.ts';
import { baht, paymentWhen, type Resort, take } from './resort.ts';
import type { Step } from './steps.ts';

const STRIPE: Gateway = {
  name: 'Stripe',
  provider: 'stripe',
  offers: 'card_link, promptpay_qr',
  pays: { method: 'card_link' },
  refundsAt: '/v1/refunds$',
  whenLost: 'waiting',
};
const PAYPAL: Gateway = {
  name: 'PayPal',
  provider: 'paypal',
  offers: 'paypal',
  pays: { method: 'paypal' },
  refundsAt: '/refund$',
  whenLost: 'waiting',
};
const OMISE: Gateway = {
  name: 'Omise',
  provider: 'omise',
  offers: 'card_token, mobile_banking, promptpay_qr, truemoney',
  pays: { method: 'mobile_banking', details: { bank: 'mobile_banking_kbank' } },
  refundsAt: null,
  whenLost: 'unknown, then waiting',
};

/** All five gateways, then what follows for the resort: the comparison of the day, and what its systems were told. */
export function walk(resort: Resort): Step[] {
  return [
    ...gatewaySteps(resort, STRIPE),
    dashboardStep(resort, STRIPE),
    disputeStep(resort, STRIPE),
    ...gatewaySteps(resort, PAYPAL),
    dashboardStep(resort, PAYPAL),
    disputeStep(resort, PAYPAL),
    ...gatewaySteps(resort, OMISE),
    ...omiseSteps(resort),
    ...scbSteps(resort),
    ...promptPaySteps(resort),
    ...resortSteps(resort),
  ];
}

function omiseSteps(resort: Resort): Step[] {
  const step = (what: string, expected: string, act: Step['act']): Step => ({ gateway: 'Omise', what, expected, act });
  const paid = async (pays: Gateway['pays']) => {
    const { id } = await take(resort, { provider: 'omise', amount: baht(450), ...pays });
    await resort.guests.play('omise', 'guestPays', {});
    await paymentWhen(resort, id, ({ state }) => state === 'paid');
    return id;
  };
  return [
    step('a bank’s app is given back by hand', 'manual_transfer: approved, then succeeded with KBANK 0042-7781', async () =>
      transferredBack(resort, await paid(OMISE.pays), 450),
    ),
    step('TrueMoney is given back by itself', 'pending ฿450', async () => givenBack(resort, await paid({ method: 'truemoney' }), 450)),
    step('the answer to a refund is lost', 'unknown, then pending, ฿450 once', async () =>
      lostRefund(resort, { provider: 'omise', id: await paid({ method: 'truemoney' }), amount: 450, path: '/refunds$' }),
    ),
    dashboardStep(resort, { ...OMISE, pays: { method: 'truemoney' } }),
  ];
}

const PROVIDERS = 5;

function resortSteps(resort: Resort): Step[] {
  const { manager, listener } = resort;
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Bangkok' }).format(new Date());
  const days = () => manager.reconciliation.days({ from: today, to: today });
  return [
    {
      gateway: 'Resort',
      what: 'the day is compared with all of them',
      expected: '4 complete, 1 not_possible, 0 differing',
      act: async () => {
        await manager.reconciliation.run({ provider: null, from: today, to: today });
        const isOver = ({ state }: { state: string }) => state === 'complete' || state === 'not_possible';
        const all = await eventually(days, (found) => found.length === PROVIDERS && found.every(isOver), 20_000);
        const count = (wanted: string) => all.filter(({ state }) => state === wanted).length;
        const differing = all.reduce((sum, day) => sum + day.differing, 0);
        return `${count('complete')} complete, ${count('not_possible')} not_possible, ${differing} differing`;
      },
    },
    {
      gateway: 'Resort',
      what: 'its accounts were told, and checked the signatures',
      expected: 'paid at omise, paypal, promptpay, scb, stripe; refunds and disputes too; 0 refused',
      act: async () => {
        const told = (type: string) => listener.taken().filter((each) => each.type === type);
        const gateways = () => [...new Set(told('payment.paid').map(({ data }) => data.provider))].toSorted();
        const both = () => told('refund.succeeded').length > 0 && told('dispute.opened').length > 0;
        await eventually(
          async () => gateways().length,
          (count) => count === PROVIDERS && both(),
        );
        const rest = both() ? 'refunds and disputes too' : 'not all of the rest';
        return `paid at ${gateways().join(', ')}; ${rest}; ${listener.refused()} refused`;
      },
    },
  ];
}
