import type { CreatePayment, PaymentMethodRules, PaymentProvider } from '@banrimkwae/connector-kit/capabilities/payments';
import { AppError } from '@banrimkwae/connector-kit/connector';

/** A Thai account: ฿20.00 to ฿150,000.00. https://docs.omise.co/charges-api */
const THAI_LIMITS = { currencies: ['THB'], minimum: 2_000, maximum: 15_000_000 } as const;

/** Cards alone take other currencies, where the account has it. https://docs.omise.co/multi-currency */
const CARD_CURRENCIES = ['THB', 'AUD', 'CAD', 'CHF', 'CNY', 'DKK', 'EUR', 'GBP', 'HKD', 'JPY', 'MYR', 'SGD', 'USD'];

/** Source types of the banks' apps. https://docs.omise.co/mobile-banking-scb and its neighbours */
export const BANKS = [
  { id: 'mobile_banking_scb', name: 'SCB Easy' },
  { id: 'mobile_banking_kbank', name: 'K PLUS' },
  { id: 'mobile_banking_bay', name: 'KMA (Krungsri)' },
  { id: 'mobile_banking_bbl', name: 'Bualuang mBanking' },
  { id: 'mobile_banking_ktb', name: 'Krungthai NEXT' },
] as const;

/** Omise's own plugin offers a refund for cards and TrueMoney and leaves it out here: github.com/omise/omise-woocommerce, includes/gateway */
const BY_HAND: PaymentMethodRules['refund'] = {
  way: 'manual_transfer',
  partial: true,
  note: {
    en: 'Omise does not send this kind of payment back. A person transfers it from the bank.',
    th: 'Omise ไม่คืนเงินสำหรับวิธีชำระนี้ ต้องให้พนักงานโอนคืนจากธนาคาร',
  },
};

const CHARGE = 'charge_create';

export const methods: PaymentProvider['methods'] = {
  promptpay_qr: {
    ...THAI_LIMITS,
    manualCapture: false,
    createdBy: CHARGE,
    refund: BY_HAND,
    needs: [],
    expiresAfterSeconds: 24 * 3600,
    // 1.65 % in `transaction_fees` of real charges.
    costBasisPoints: 165,
  },
  mobile_banking: { ...THAI_LIMITS, manualCapture: false, createdBy: CHARGE, refund: BY_HAND, needs: ['bank'], banks: BANKS },
  truemoney: {
    ...THAI_LIMITS,
    manualCapture: false,
    createdBy: CHARGE,
    // The plugin offers it; the period is shorter than a card's and parts are doubtful, so the careful reading stands here.
    refund: { way: 'provider', partial: false, maximumAgeDays: 30 },
    needs: ['phone'],
  },
  card_token: {
    currencies: CARD_CURRENCIES,
    manualCapture: true,
    createdBy: CHARGE,
    // Fewer than 15 parts; JCB, Amex and Diners for 160 days only. https://docs.omise.co/refunds-api
    refund: { way: 'provider', partial: true, maximumAgeDays: 365 },
    needs: ['token'],
    deskUse: false,
    costBasisPoints: 365,
  },
};

/** The part of a charge that says how it is paid. Throws invalid_input where the method needs more than was given. */
export function payingBy({ method, details, guest, capture }: CreatePayment): Record<string, unknown> {
  switch (method) {
    case 'promptpay_qr':
      return { source: { type: 'promptpay' } };
    case 'mobile_banking':
      return { source: { type: BANKS.find(({ id }) => id === details.bank)?.id ?? missing('bank', 'Choose the bank of the guest.') } };
    case 'truemoney':
      return { source: { type: 'truemoney', phone_number: localNumber(details.phone ?? guest.phone ?? '') } };
    case 'card_token':
      return {
        card: details.token ?? missing('token', 'The card was not turned into a token.'),
        // Only a pre-authorisation may be captured in part. https://docs.omise.co/capture
        ...(capture === 'manual' ? { capture: false, authorization_type: 'pre_auth' } : { capture: true }),
      };
    default:
      throw new AppError('not_supported', { message: 'Omise does not take this kind of payment.' });
  }
}

/** Ten digits, as the wallet knows them: `+66 81 234 5678` is `0812345678`. */
function localNumber(phone: string): string {
  const digits = phone.replace(/\D/g, '');
  const local = digits.startsWith('66') && digits.length === 11 ? `0${digits.slice(2)}` : digits;
  return /^0\d{9}$/.test(local) ? local : missing('phone', 'Give the ten digits of the TrueMoney number.');
}

function missing(field: string, message: string): never {
  throw new AppError('invalid_input', { message, fields: { [`details.${field}`]: message } });
}
