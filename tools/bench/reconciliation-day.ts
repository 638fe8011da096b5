/** What the gateway and our books both know of one day, by number. */

const DAYS_AGO = 20;
const DAY_MS = 86_400_000;
/** The resort's calendar: UTC+7 the whole year. */
const OFFSET_MS = 7 * 3_600_000;

/** Before the practice week. */
export function benchDay(): { day: string; fromSeconds: number } {
  const midnight = Math.floor((Date.now() + OFFSET_MS) / DAY_MS) * DAY_MS - DAYS_AGO * DAY_MS;
  return { day: new Date(midnight).toISOString().slice(0, 10), fromSeconds: (midnight - OFFSET_MS) / 1000 };
}

const SECONDS_BETWEEN_HUNDRED = 50;

export function numberOf(providerId: string): number {
  return Number(providerId.slice('pi_bench_'.length));
}
export function providerIdOf(number: number): string {
  return `pi_bench_${String(number).padStart(8, '0')}`;
}
export function ourIdOf(number: number): string {
  return `pay_bench${String(number).padStart(8, '0')}`;
}
export function amountOf(number: number): number {
  return 10_000 + (number % 5000) * 100;
}
export function secondsOf(number: number): number {
  return benchDay().fromSeconds + Math.floor((number * SECONDS_BETWEEN_HUNDRED) / 100);
}

/** As Stripe shows it with the charge in it; the size of a real one. */
export function intentOf(number: number) {
  const amount = amountOf(number);
  const created = secondsOf(number);
  return {
    id: providerIdOf(number),
    object: 'payment_intent',
    status: 'succeeded',
    amount,
    amount_received: amount,
    currency: 'thb',
    created,
    metadata: { payment_id: ourIdOf(number) },
    latest_charge: {
      id: `ch_bench_${number}`,
      object: 'charge',
      created,
      amount,
      amount_captured: amount,
      amount_refunded: 0,
      outcome: { type: 'authorized', risk_level: 'normal', risk_score: 12, seller_message: 'Payment complete.' },
      payment_method_details: { type: 'card', card: { brand: 'visa', last4: '4242', country: 'TH' } },
      balance_transaction: `txn_bench_${number}`,
      receipt_url: `https://pay.example.com/${'r'.repeat(1200)}`,
    },
    description: 'x'.repeat(1500),
  };
}
