import { promptPayText } from '../promptpay-qr.ts';
import type { Account } from './account.ts';
import type { Document, Source } from './objects.ts';
import { refuse } from './refusal.ts';

/** How each kind of source is paid, and what it needs. https://docs.omise.co/sources-api */
const TYPES: Readonly<Record<string, { flow: Source['flow']; needsPhone?: true }>> = {
  promptpay: { flow: 'offline' },
  mobile_banking_scb: { flow: 'app_redirect' },
  mobile_banking_kbank: { flow: 'app_redirect' },
  mobile_banking_bay: { flow: 'app_redirect' },
  mobile_banking_bbl: { flow: 'app_redirect' },
  mobile_banking_ktb: { flow: 'app_redirect' },
  truemoney: { flow: 'redirect', needsPhone: true },
};
export const SOURCE_TYPES = Object.keys(TYPES);

export type AskedSource = { type: string; amount: number; currency: string; phone_number?: string | undefined };

export function createSource(account: Account, { type, amount, currency, phone_number: phone }: AskedSource): Source {
  const kind = TYPES[type];
  if (!kind) throw refuse('bad_request', `type ${type} is currently not supported`);
  if (currency.toUpperCase() !== 'THB') throw refuse('bad_request', 'currency must be THB for this source');
  if (kind.needsPhone && !/^0\d{9}$/.test(phone ?? '')) throw refuse('bad_request', 'phone_number is invalid');
  const id = account.id('src');
  const source: Source = {
    object: 'source',
    id,
    livemode: false,
    location: `/sources/${id}`,
    type,
    flow: kind.flow,
    amount,
    currency: 'THB',
    phone_number: phone ?? null,
    charge_status: 'unknown',
    scannable_code: null,
    provider_references: null,
    created_at: account.now(),
  };
  account.sources.set(id, source);
  return source;
}

/** The picture belongs to the charge: a source alone cannot be paid. */
export function attachQr(account: Account, source: Source, chargeId: string): void {
  const reference = account.id('pay2');
  const download = account.world.id(16).toUpperCase();
  const id = account.id('docu');
  const location = `/charges/${chargeId}/documents/${id}`;
  const image: Document = {
    object: 'document',
    id,
    livemode: false,
    deleted: false,
    filename: 'qrcode.svg',
    location,
    kind: 'qr',
    // Omise writes its own address, whoever asks.
    download_uri: `https://api.omise.co${location}/downloads/${download}`,
    created_at: account.now(),
  };
  account.qrTexts.set(download, promptPayText(source.amount, reference.replaceAll('_', '').slice(-20).toUpperCase()));
  source.scannable_code = { object: 'barcode', type: 'qr', image, raw_data: null };
  source.provider_references = { reference_number_1: reference, reference_number_2: null, payment_channel: null };
}
