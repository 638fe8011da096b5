import { z } from 'zod';
import { type Account, newest } from './account.ts';
import { feeOf, type Minor, written } from './amounts.ts';
import { invalid, missing } from './refusal.ts';
import { ok, type Route, route } from './route.ts';
import { showDispute } from './show.ts';

const API = 'https://api-m.sandbox.paypal.com';
const DAY_MS = 86_400_000;
const LONGEST_SPAN_MS = 31 * DAY_MS;
const OLDEST_DISPUTE_MS = 180 * DAY_MS;
/** As the published description has it. */
const instant = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i);
const count = (most: number) => z.coerce.number().int().min(1).max(most);

/** Disputes and the search of transactions: read only. */
export const reportRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/v1/customer/disputes',
    input: z.strictObject({
      start_time: instant.optional(),
      disputed_transaction_id: z.string().optional(),
      dispute_state: z.string().optional(),
      update_time_after: instant.optional(),
      update_time_before: instant.optional(),
      page_size: count(50).default(10),
      next_page_token: z
        .string()
        .regex(/^[A-Za-z0-9+/=]+$/)
        .optional(),
    }),
    run: (account, { input }) => ok(() => disputesOf(account, input)),
  }),
  route({
    method: 'get',
    path: '/v1/customer/disputes/:id',
    input: z.strictObject({}),
    run: (account, { id }) => {
      const dispute = account.disputes.get(id);
      if (!dispute) throw missing(id);
      return ok(() => showDispute(account, dispute));
    },
  }),
  route({
    method: 'get',
    path: '/v1/reporting/transactions',
    input: z.strictObject({
      start_date: instant,
      end_date: instant,
      fields: z.string().optional(),
      balance_affecting_records_only: z.enum(['Y', 'N']).optional(),
      page_size: count(500).default(100),
      page: count(2_147_483_647).default(1),
    }),
    run: (account, { input }) => ok(() => transactionsOf(account, input)),
  }),
];

type DisputeSearch = {
  start_time?: string | undefined;
  disputed_transaction_id?: string | undefined;
  update_time_after?: string | undefined;
  update_time_before?: string | undefined;
  page_size: number;
  next_page_token?: string | undefined;
};

function disputesOf(account: Account, asked: DisputeSearch) {
  if (asked.start_time !== undefined && asked.disputed_transaction_id !== undefined)
    throw invalid([{ issue: 'INVALID_PARAMETER', field: 'start_time', location: 'query' }]);
  const since = asked.start_time ?? asked.update_time_after;
  if (since !== undefined && account.world.now().getTime() - Date.parse(since) > OLDEST_DISPUTE_MS)
    throw invalid([{ issue: 'INVALID_DATE_RANGE', field: 'start_time', location: 'query', value: since }]);
  const fits = newest(account.disputes).filter(
    ({ capture, created, updated }) =>
      (asked.disputed_transaction_id === undefined || capture === asked.disputed_transaction_id) &&
      (asked.start_time === undefined || Date.parse(created) >= Date.parse(asked.start_time)) &&
      (asked.update_time_after === undefined || Date.parse(updated) >= Date.parse(asked.update_time_after)) &&
      (asked.update_time_before === undefined || Date.parse(updated) <= Date.parse(asked.update_time_before)),
  );
  const from = Number(Buffer.from(asked.next_page_token ?? '', 'base64').toString() || 0);
  const token = Buffer.from(String(from + asked.page_size)).toString('base64');
  const next = `${API}/v1/customer/disputes?page_size=${asked.page_size}&next_page_token=${encodeURIComponent(token)}`;
  return {
    items: fits.slice(from, from + asked.page_size).map((dispute) => showDispute(account, dispute, false)),
    links: [
      { href: `${API}/v1/customer/disputes`, rel: 'self', method: 'GET' },
      ...(fits.length > from + asked.page_size ? [{ href: next, rel: 'next', method: 'GET' }] : []),
    ],
  };
}

type TransactionSearch = { start_date: string; end_date: string; page_size: number; page: number };

function transactionsOf(account: Account, { start_date: start, end_date: end, page_size: size, page }: TransactionSearch) {
  const [from, to] = [Date.parse(start), Date.parse(end)];
  if (to < from || to - from > LONGEST_SPAN_MS)
    throw invalid([
      { issue: 'INVALID_DATE_RANGE', field: 'end_date', location: 'query', description: 'Date range is greater than 31 days' },
    ]);
  const known = account.world.now().getTime() - account.settings.reportingLag;
  const fits = movements(account)
    .filter(({ at }) => at >= from && at <= to && at <= known)
    .sort((left, right) => left.at - right.at);
  return {
    transaction_details: fits.slice((page - 1) * size, page * size).map(({ info }) => ({ transaction_info: info })),
    account_number: account.settings.merchantId,
    start_date: start,
    end_date: end,
    last_refreshed_datetime: new Date(known).toISOString(),
    page,
    total_items: fits.length,
    total_pages: Math.ceil(fits.length / size),
    links: [{ href: `${API}/v1/reporting/transactions`, rel: 'self', method: 'GET' }],
  };
}

/** https://developer.paypal.com/docs/transaction-search/transaction-event-codes/ : T0006 express checkout, T1107 refund, T0400 withdrawal. */
function movements(account: Account) {
  const captures = [...account.captures.values()].map((capture) => {
    const unit = account.orders.get(capture.order)?.unit;
    return movement(account, {
      id: capture.id,
      at: capture.created,
      code: 'T0006',
      status: capture.status === 'PENDING' ? 'P' : capture.status === 'DECLINED' ? 'D' : 'S',
      amount: capture.amount,
      fee: feeOf(capture.amount),
      reference: [capture.order, 'ODR'],
      custom: unit?.custom_id,
      invoice: unit?.invoice_id,
    });
  });
  const refunds = [...account.refunds.values()].map((refund) =>
    movement(account, {
      id: refund.id,
      at: refund.created,
      code: 'T1107',
      status: refund.status === 'PENDING' ? 'P' : refund.status === 'FAILED' ? 'D' : 'S',
      amount: { ...refund.amount, amount: -refund.amount.amount },
      reference: [refund.capture, 'TXN'],
      custom: refund.custom_id,
      invoice: refund.invoice_id,
    }),
  );
  return [...captures, ...refunds];
}

type Movement = {
  id: string;
  at: string;
  code: string;
  status: string;
  amount: Minor;
  fee?: Minor;
  reference: readonly [id: string, type: string];
  custom: string | undefined;
  invoice: string | undefined;
};

function movement({ settings }: Account, { id, at, code, status, amount, fee, reference, custom, invoice }: Movement) {
  const info = {
    paypal_account_id: settings.merchantId,
    transaction_id: id,
    paypal_reference_id: reference[0],
    paypal_reference_id_type: reference[1],
    transaction_event_code: code,
    transaction_initiation_date: at,
    transaction_updated_date: at,
    transaction_amount: written(amount),
    ...(fee ? { fee_amount: written({ ...fee, amount: -fee.amount }) } : {}),
    transaction_status: status,
    ...(custom === undefined ? {} : { custom_field: custom }),
    ...(invoice === undefined ? {} : { invoice_id: invoice }),
  };
  return { at: Date.parse(at), info };
}
