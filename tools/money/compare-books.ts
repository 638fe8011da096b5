import type { PaymentSnapshot, RefundSnapshot } from '@banrimkwae/connector-kit/capabilities/payments';
import { AppError } from '@banrimkwae/contract/errors';
import type { Payment, Refund } from '@banrimkwae/contract/payments';
import { CLERK, type GatewayWorld, MANAGER } from './gateway-world.ts';

/** What the books say is not what the gateway says. `kind` is one of the promises that was broken. */
export class BooksDiffer extends Error {
  readonly kind: 'double refund' | 'over-refund' | 'refunded without proof' | 'lost money' | 'unknown for ever' | 'one person alone';

  constructor(kind: BooksDiffer['kind'], what: string) {
    super(`${kind}: ${what}`);
    this.name = 'BooksDiffer';
    this.kind = kind;
  }
}

type Truth = { payment: PaymentSnapshot | undefined; refunds: readonly RefundSnapshot[] };
type Books = ReturnType<GatewayWorld['room']['get']>;

const HELD = new Set(['pending', 'succeeded']);
const ON_ITS_WAY = new Set(['approved', 'sending', 'unknown']);

/** Compares the room's books with what the gateway itself says. Meanwhile only what must hold at every moment; at the end everything. */
export async function requireTruth(world: GatewayWorld, id: string, when: 'meanwhile' | 'at the end'): Promise<void> {
  const books = world.room.get(id, CLERK);
  const truth = await askTruth(world, books);
  requireSafeRefunds(world, books, truth);
  if (when === 'meanwhile') return;
  requireNothingLost(books, truth);
  requireNoneForgotten(world, books);
}

async function askTruth(world: GatewayWorld, books: Books): Promise<Truth> {
  const { getPayment, listRefunds } = world.connector.payments ?? {};
  const { providerPaymentId, id: paymentId, method, amount, createdAt, expiresAt } = books;
  if (providerPaymentId === null) return { payment: undefined, refunds: [] };
  const payment = { paymentId, method, amount, createdAt, expiresAt };
  const told = getPayment && (await getPayment(world.truth, { providerPaymentId, payment }).catch(isGone));
  const refunds = listRefunds && (await listRefunds(world.truth, { providerPaymentId }).catch(isGone));
  return { payment: told ?? undefined, refunds: refunds ?? [] };
}

/** An order nobody paid may be forgotten by its provider. */
function isGone(fault: unknown): undefined {
  if (fault instanceof AppError && fault.code === 'provider_rejected') return undefined;
  throw fault;
}

function requireSafeRefunds(world: GatewayWorld, books: Books, { payment, refunds }: Truth): void {
  const ours = refunds.map(({ ourReference }) => ourReference).filter((reference) => reference !== null);
  if (new Set(ours).size < ours.length) throw new BooksDiffer('double refund', `${books.id} was given back twice for one request`);
  const returned = sumOf(refunds.filter(({ state }) => HELD.has(state)));
  const byHand = sumOf(books.refunds.filter(({ way, state }) => way === 'manual_transfer' && state === 'succeeded'));
  const captured = payment?.captured.amount ?? books.captured.amount;
  if (returned + byHand > captured) throw new BooksDiffer('over-refund', `${books.id}: ${returned + byHand} of ${captured} given back`);
  for (const refund of books.refunds) if (refund.state === 'succeeded') requireProof(world, refund, refunds);
}

function requireProof(world: GatewayWorld, refund: Refund, told: readonly RefundSnapshot[]): void {
  if (refund.way === 'provider') {
    const proof = told.find(({ providerRefundId }) => providerRefundId === refund.providerRefundId);
    // A bank may take a refund back after it had succeeded; until we hear of it the provider did say so.
    if (!proof || proof.state === 'pending' || proof.amount.amount !== refund.amount.amount)
      throw new BooksDiffer('refunded without proof', `${refund.id} is refunded here; there it is ${proof?.state ?? 'unknown'}`);
    return;
  }
  const decided = world.room.approvals
    .list({ state: 'approved', limit: 200 }, MANAGER)
    .items.find(({ refundId, kind }) => refundId === refund.id && kind === 'transfer');
  if (!decided?.bankReference || decided.decidedBy === refund.requestedBy)
    throw new BooksDiffer('one person alone', `${refund.id} was sent by hand without a second person and its reference`);
}

function requireNothingLost(books: Books, { payment, refunds }: Truth): void {
  if (payment) {
    const moved = payment.state === 'paid' || payment.state === 'authorized';
    if (moved !== (books.state === 'paid' || books.state === 'authorized') || (moved && payment.captured.amount !== books.captured.amount))
      throw new BooksDiffer('lost money', `${books.id} is ${described(books)} here, ${payment.state} ${payment.captured.amount} there`);
  }
  for (const told of refunds) {
    const known = books.refunds.find(({ providerRefundId }) => providerRefundId === told.providerRefundId);
    if (known?.state !== told.state || known.amount.amount !== told.amount.amount)
      throw new BooksDiffer(
        'lost money',
        `refund ${told.providerRefundId} of ${told.amount.amount} is ${known?.state ?? 'not'} here, ${told.state} there`,
      );
  }
  const returned = sumOf(refunds.filter(({ state }) => state === 'succeeded'));
  const byHand = sumOf(books.refunds.filter(({ way, state }) => way === 'manual_transfer' && state === 'succeeded'));
  if (books.refunded.amount !== returned + byHand)
    throw new BooksDiffer('lost money', `${books.id}: ${books.refunded.amount} refunded here, ${returned + byHand} there`);
}

/** What is still on its way after two days must be named where staff see it. */
function requireNoneForgotten(world: GatewayWorld, books: Books): void {
  const told = JSON.stringify(world.room.problems());
  const open = books.refunds.filter(({ state }) => ON_ITS_WAY.has(state));
  const waiting = world.room.approvals.list({ state: 'waiting', limit: 200 }, MANAGER).items;
  const silent = open.filter(({ id }) => !told.includes(id) && !waiting.some(({ refundId }) => refundId === id));
  if (silent.length > 0)
    throw new BooksDiffer('unknown for ever', `${silent.map(({ id, state }) => `${id} is ${state}`).join(', ')}, and nobody is told`);
  if ((books.state === 'creating' || books.state === 'unknown') && !told.includes(books.id))
    throw new BooksDiffer('unknown for ever', `${books.id} is ${books.state}, and nobody is told`);
}

function sumOf(refunds: readonly { amount: { amount: number } }[]): number {
  return refunds.reduce((sum, { amount }) => sum + amount.amount, 0);
}

function described({ state, captured }: Payment): string {
  return `${state} ${captured.amount}`;
}
