import type { PaymentProvider } from '@banrimkwae/connector-kit/capabilities/payments';
import type { OperationContext } from '@banrimkwae/connector-kit/connector';
import { disputeFrom, transactionFrom } from './map-disputes.ts';
import { Dispute, DisputeList, TransactionList } from './schemas.ts';

/** The longest span of one question. https://developer.paypal.com/docs/api/transaction-search/v1/#transactions_get */
const WINDOW_MS = 31 * 86_400_000;
const TRANSACTIONS_PER_PAGE = 500;
/** Each is asked for by itself, since the list does not tell which payment it is about. */
const DISPUTES_PER_PAGE = 20;

export const getDispute: NonNullable<PaymentProvider['getDispute']> = async (context, { providerDisputeId }) => {
  const { body } = await context.call('dispute_get', { path: { id: providerDisputeId } }, Dispute);
  return disputeFrom(body, resolutionCentre(context));
};

export const listDisputes: NonNullable<PaymentProvider['listDisputes']> = async (context, { since, cursor }) => {
  const page = cursor === undefined ? {} : { next_page_token: cursor };
  const query = { update_time_after: since.toISOString(), page_size: DISPUTES_PER_PAGE, ...page };
  const { body } = await context.call('dispute_list', { query }, DisputeList);
  const disputes = [];
  for (const { dispute_id: providerDisputeId } of body.items ?? []) disputes.push(await getDispute(context, { providerDisputeId }));
  const next = body.links?.find(({ rel }) => rel === 'next');
  const token = next && new URL(next.href).searchParams.get('next_page_token');
  return { disputes, ...(token ? { cursor: token } : {}) };
};

/**
 * What moved money, as PayPal's books tell: up to three hours after it happened, and not at all before the app was given the right to search
 * transactions. The cursor is the beginning of a window of 31 days and a page in it.
 */
export const listTransactions: NonNullable<PaymentProvider['listTransactions']> = async (context, { from, to, cursor }) => {
  const [begin = from.toISOString(), at = '1'] = cursor?.split('/') ?? [];
  const start = new Date(begin);
  const end = new Date(Math.min(start.getTime() + WINDOW_MS, to.getTime()));
  const page = Number(at);
  const query = {
    start_date: start.toISOString(),
    end_date: end.toISOString(),
    fields: 'transaction_info',
    page_size: TRANSACTIONS_PER_PAGE,
    page,
  };
  const { body } = await context.call('transaction_list', { query }, TransactionList);
  const transactions = (body.transaction_details ?? [])
    .flatMap(({ transaction_info: info }) => transactionFrom(info) ?? [])
    // PayPal counts the end in: what stands on it belongs to the next window.
    .filter(({ at: moved }) => Date.parse(moved) >= start.getTime() && Date.parse(moved) < end.getTime());
  if (page < (body.total_pages ?? 1)) return { transactions, cursor: `${begin}/${page + 1}` };
  return { transactions, ...(end < to ? { cursor: `${end.toISOString()}/1` } : {}) };
};

function resolutionCentre({ config }: OperationContext): string {
  return config.environment === 'test' ? 'https://www.sandbox.paypal.com/resolutioncenter' : 'https://www.paypal.com/resolutioncenter';
}
