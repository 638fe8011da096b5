import type { Payment } from '@banrimkwae/contract/payments';
import type { ReconciledDay, ReconciledLine } from '@banrimkwae/contract/reconciliation';

const DAY = 86_400_000;
const thb = (amount: number) => ({ amount, currency: 'THB' });
const providers = [
  { provider: 'stripe', providerName: 'Stripe' },
  { provider: 'omise', providerName: 'Omise' },
  { provider: 'promptpay', providerName: 'PromptPay QR' },
];
const differing = new Set(['stripe 0', 'stripe 2', 'omise 1']);

/** A week of every provider, newest day first; today's still runs, and one provider lists nothing. */
export function makeDays(now: number, calm: boolean): ReconciledDay[] {
  return Array.from({ length: 7 }, (_, ago) => ago).flatMap((ago) =>
    providers.map(({ provider, providerName }, place) => {
      const possible = provider !== 'promptpay';
      const expected = possible ? 41 - ago * 3 - place * 17 : 0;
      const wrong = !calm && differing.has(`${provider} ${ago}`) ? 4 : 0;
      const recovered = possible && ago === 1 ? 14 : 0;
      return {
        provider,
        providerName,
        day: new Date(now - ago * DAY + 7 * 3_600_000).toISOString().slice(0, 10),
        state: !possible
          ? 'not_possible'
          : ago === 0 && place === 1
            ? 'running'
            : !calm && ago === 3 && place === 1
              ? 'incomplete'
              : 'complete',
        expected: Math.max(0, expected) + recovered,
        matched: Math.max(0, expected - wrong),
        recovered,
        differing: wrong,
        open: wrong === 0 ? 0 : ago === 2 ? 0 : 4,
        received: possible ? [thb(expected * 310_000)] : [],
        refunded: possible && ago % 2 === 0 ? [thb(450_000)] : [],
        ranAt: possible ? new Date(now - ago * DAY - 900_000).toISOString() : null,
        note: noteOf(possible, ago, place, calm),
      };
    }),
  );
}

function noteOf(possible: boolean, ago: number, place: number, calm: boolean): ReconciledDay['note'] {
  if (!possible) return { en: 'PromptPay lists nothing to compare with.', th: 'พร้อมเพย์ไม่มีรายการให้เทียบ' };
  if (!calm && ago === 3 && place === 1) {
    return { en: 'Omise broke off after 12 of 32; it goes on by itself.', th: 'Omise หยุดตอบหลังจาก 12 จาก 32 รายการ ระบบจะทำต่อเอง' };
  }
  return null;
}

/** Every kind of difference once, then what was recovered and what agrees. */
export function makeLines(day: ReconciledDay, payments: readonly Payment[]): ReconciledLine[] {
  const at = (minute: number) => new Date(Date.parse(`${day.day}T02:00:00.000Z`) + minute * 600_000).toISOString();
  const base = { kind: 'payment' as const, difference: null, refundId: null, settled: null };
  const line = (index: number, part: Partial<ReconciledLine>): ReconciledLine => {
    const amount = thb(100_000 + index * 20_000);
    return {
      ...base,
      id: `rec_${day.provider}_${day.day}_${index}`,
      outcome: 'matched',
      paymentId: payments[index]?.id ?? null,
      providerId: `pi_3QK7d${index}c0ffee`,
      at: at(index),
      ours: { state: 'paid', amount },
      theirs: { state: 'paid', amount },
      ...part,
    };
  };
  const settled = day.open === 0 ? { by: 'Khun Malee', at: at(60), note: 'Agreed with the bank; the guest paid the rest in cash.' } : null;
  const wrong: Partial<ReconciledLine>[] = [
    { difference: 'amount', theirs: { state: 'paid', amount: thb(120_000) } },
    { difference: 'state', ours: { state: 'waiting', amount: thb(180_000) } },
    { difference: 'unknown_reference', paymentId: null, ours: null },
    { difference: 'missing_there', kind: 'refund', theirs: null, providerId: null, ours: { state: 'succeeded', amount: thb(50_000) } },
  ];
  return [
    ...wrong.slice(0, day.differing).map((part, index) => line(index, { ...part, outcome: 'differing', settled })),
    ...Array.from({ length: day.recovered }, (_, index) => line(10 + index, { outcome: 'recovered', ours: null })),
    ...Array.from({ length: day.matched }, (_, index) => line(30 + index, {})),
  ];
}
