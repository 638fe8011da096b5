import type { CreatePayment, KnownPayment, PaymentSnapshot } from '@banrimkwae/connector-kit/capabilities/payments';
import { AppError, type OperationContext } from '@banrimkwae/connector-kit/connector';
import { toPayPalMoney } from './amounts.ts';
import { amountOf, lapsed, ourReferenceOf, paymentFromOrder } from './map-orders.ts';
import { Order } from './schemas.ts';

/** Else PayPal answers with id, status and links only. */
export const headers = { prefer: 'return=representation' };
const LONGEST_DESCRIPTION = 127;
/** After three hours to be opened and three to be approved PayPal forgets an order that nobody paid. */
export const ORDER_LIFE_SECONDS = 6 * 3600;

export async function createOrder(context: OperationContext, input: CreatePayment): Promise<PaymentSnapshot> {
  const body = {
    intent: input.capture === 'manual' ? 'AUTHORIZE' : 'CAPTURE',
    purchase_units: [
      {
        reference_id: input.paymentId,
        custom_id: input.paymentId,
        // Unique for each account: a second order of the same payment, made when the key was forgotten, cannot be captured as well.
        invoice_id: input.paymentId,
        description: [...input.description].slice(0, LONGEST_DESCRIPTION).join(''),
        amount: toPayPalMoney(input.amount),
      },
    ],
    payment_source: {
      paypal: {
        experience_context: {
          user_action: 'PAY_NOW',
          shipping_preference: 'NO_SHIPPING',
          payment_method_preference: 'IMMEDIATE_PAYMENT_REQUIRED',
          return_url: withPaid(input.returnUrl),
          cancel_url: input.returnUrl,
        },
      },
    },
  };
  const answer = await context.call('order_create', { headers, body, idempotencyKey: input.idempotencyKey }, Order);
  return paymentFromOrder(answer.body, context.now());
}

export async function readOrder(context: OperationContext, id: string): Promise<Order> {
  return (await context.call('order_get', { path: { id }, headers: {} }, Order)).body;
}

/** Reads the order, and takes what the guest has allowed us to take. */
export async function readPayment(
  context: OperationContext,
  { providerPaymentId, payment }: { providerPaymentId: string; payment: KnownPayment },
): Promise<PaymentSnapshot> {
  const order = await readOrder(context, providerPaymentId).catch((fault: unknown) => {
    if (isForgotten(fault) && isOver(payment, context.now())) return undefined;
    throw fault;
  });
  if (!order) return lapsed(providerPaymentId, payment);
  if (!mayBeTaken(order, payment)) return paymentFromOrder(order, context.now());
  // What was refused for good stays approved on PayPal until it lapses, and might still be captured beside what the guest paid instead.
  if (payment.isOver) return { ...paymentFromOrder(order, context.now()), state: 'failed' };
  return takeApproved(context, order, payment);
}

/**
 * Approval is only permission: nobody but us can turn it into money, and it lapses within hours. So the look that finds it takes the money, or
 * holds it. Doing so twice is doing it once, by the key and because an order is captured only once: a look that was cut off is simply repeated.
 */
async function takeApproved(context: OperationContext, order: Order, { paymentId }: KnownPayment): Promise<PaymentSnapshot> {
  const [endpoint, act] = order.intent === 'AUTHORIZE' ? ['order_authorize', 'authorize'] : ['order_capture', 'capture'];
  try {
    const request = { path: { id: order.id }, headers, body: {}, idempotencyKey: `${paymentId}-${act}` };
    const { body } = await context.call(endpoint, request, Order);
    return paymentFromOrder(body, context.now());
  } catch (fault) {
    const refused = refusalOf(fault);
    if (!refused) throw fault;
    if (TAKEN_ALREADY.has(refused.code)) return paymentFromOrder(await readOrder(context, order.id), context.now());
    if (!NOT_TAKEN.has(refused.code)) throw fault;
    // The guest may choose another card on the same page: while the order lives, it waits.
    return { ...paymentFromOrder(order, context.now()), state: FINAL.has(refused.code) ? 'failed' : 'waiting', failure: refused };
  }
}

/** Another program captured it, or the answer to our own capture was lost. */
const TAKEN_ALREADY: ReadonlySet<string> = new Set(['ORDER_ALREADY_CAPTURED', 'ORDER_ALREADY_AUTHORIZED', 'ORDER_COMPLETED_OR_VOIDED']);
/** This order will never be taken. */
const FINAL: ReadonlySet<string> = new Set([
  'COMPLIANCE_VIOLATION',
  'DUPLICATE_INVOICE_ID',
  'MAX_NUMBER_OF_PAYMENT_ATTEMPTS_EXCEEDED',
  'ORDER_EXPIRED',
  'PAYEE_ACCOUNT_LOCKED_OR_CLOSED',
  'PAYEE_ACCOUNT_RESTRICTED',
  'PAYEE_BLOCKED_TRANSACTION',
  'PAYER_ACCOUNT_LOCKED_OR_CLOSED',
  'PAYER_ACCOUNT_RESTRICTED',
  'TRANSACTION_BLOCKED_BY_PAYEE',
  'TRANSACTION_LIMIT_EXCEEDED',
  'TRANSACTION_RECEIVING_LIMIT_EXCEEDED',
  'TRANSACTION_REFUSED',
]);
const NOT_TAKEN: ReadonlySet<string> = new Set([
  ...FINAL,
  'INSTRUMENT_DECLINED',
  'ORDER_NOT_APPROVED',
  'PAYER_ACTION_REQUIRED',
  'PAYER_CANNOT_PAY',
  'REDIRECT_PAYER_FOR_ALTERNATE_FUNDING',
]);

/** Only what is surely ours, for the amount we asked for: an account may be shared, and an order can be changed by whoever has its keys. */
function mayBeTaken(order: Order, { paymentId, amount }: KnownPayment): boolean {
  const asked = amountOf(order);
  const isOurs = ourReferenceOf(order) === paymentId && asked.amount === amount.amount && asked.currency === amount.currency;
  return order.status === 'APPROVED' && isOurs;
}

/** What PayPal said no with; undefined for everything else, an outcome we do not know included. */
export function refusalOf(fault: unknown): { code: string; message: string } | undefined {
  if (!(fault instanceof AppError) || fault.code !== 'provider_rejected' || fault.details.outcome === 'unknown') return undefined;
  const { providerCode: code, providerMessage } = fault.details;
  return code === undefined ? undefined : { code, message: providerMessage ?? code };
}

function isForgotten(fault: unknown): boolean {
  const code = refusalOf(fault)?.code;
  return code === 'INVALID_RESOURCE_ID' || code === 'RESOURCE_NOT_FOUND';
}

function isOver({ createdAt }: KnownPayment, now: Date): boolean {
  return now.getTime() - Date.parse(createdAt) >= ORDER_LIFE_SECONDS * 1000;
}

function withPaid(address: string): string {
  const url = new URL(address);
  url.searchParams.set('paid', '1');
  return url.toString();
}
