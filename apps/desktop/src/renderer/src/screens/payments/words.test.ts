import type { TFunction } from 'i18next';
import { describe, expect, it } from 'vitest';
import { paidWith } from './words.ts';

const t = ((key: string) => key) as TFunction;

describe('what the guest paid with', () => {
  it('names the card, the wallet and the bank as the provider does', () => {
    expect(paidWith({ method: 'card_link', methodDetail: 'Visa ··4242' }, t)).toBe('Visa ··4242');
    expect(paidWith({ method: 'truemoney', methodDetail: null }, t)).toBe('payments.methods.truemoney');
  });

  it('leaves the long reference of a QR to the details', () => {
    expect(paidWith({ method: 'promptpay_qr', methodDetail: 'PromptPay pay2_test_keypxgq1buyguasnpda' }, t)).toBe(
      'payments.methods.promptpay_qr',
    );
  });
});
