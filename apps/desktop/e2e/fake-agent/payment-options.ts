import type { PaymentOption as Option } from '@banrimkwae/contract/payments';

const thb = (amount: number) => ({ amount, currency: 'THB' });
const plain = {
  currencies: ['THB'],
  available: true,
  reason: null,
  needs: [],
  banks: [],
  manualCapture: false,
  limits: { minimum: null, maximum: null },
  deskUse: true,
} satisfies Partial<Option>;
const banks = [
  { id: 'mobile_banking_kbank', name: 'KBank (K PLUS)' },
  { id: 'mobile_banking_bbl', name: 'Bangkok Bank' },
  { id: 'mobile_banking_ktb', name: 'Krungthai NEXT' },
];

const stripe = { ...plain, provider: 'stripe', providerName: 'Stripe' };
const scb = { ...plain, provider: 'scb', providerName: 'SCB' };
const omise = { ...plain, provider: 'omise', providerName: 'Omise' };

/** Five gateways on an ordinary day: one method lost its provider, one has two, one is for the resort's own site only. */
export const options: readonly Option[] = [
  {
    ...stripe,
    method: 'card_link',
    currencies: ['THB', 'USD', 'EUR', 'GBP', 'JPY'],
    manualCapture: true,
    limits: { minimum: thb(1000), maximum: null },
  },
  { ...stripe, method: 'promptpay_qr', needs: ['email'], limits: { minimum: thb(1000), maximum: null } },
  { ...scb, method: 'promptpay_qr', limits: { minimum: thb(100), maximum: thb(200_000_000) } },
  { ...plain, provider: 'promptpay', providerName: 'PromptPay', method: 'promptpay_qr' },
  { ...scb, method: 'scb_easy', limits: { minimum: thb(100), maximum: thb(200_000_000) } },
  { ...omise, method: 'mobile_banking', needs: ['bank'], banks, limits: { minimum: thb(2000), maximum: thb(15_000_000) } },
  { ...omise, method: 'truemoney', needs: ['phone'], available: false, reason: 'provider_paused' },
  { ...omise, method: 'card_token', needs: ['token'], deskUse: false },
  { ...plain, provider: 'paypal', providerName: 'PayPal', method: 'paypal', currencies: ['THB', 'USD', 'EUR', 'GBP'], manualCapture: true },
];
