import type { DisputeSnapshot } from '@banrimkwae/connector-kit/capabilities/payments';
import type { Dispute, DisputeState } from '@banrimkwae/contract/disputes';
import { AppError, toAppError } from '@banrimkwae/contract/errors';
import type { Problem } from '@banrimkwae/contract/system';
import { formatMoney, money } from '@banrimkwae/money';
import type { JobOutcome } from '../jobs/port.ts';
import { mapPage, pageOf } from '../store/page.ts';
import type { DisputeFilter, DisputeRow } from './dispute-table.ts';
import type { PaymentsGround } from './ground.ts';
import type { PaymentRow } from './payment-row.ts';

const DAY_MS = 86_400_000;
/** A dispute is looked for this far back at every look: the longest a bank takes to tell of one that it changed. */
const LOOK_BACK_MS = 3 * DAY_MS;
const LATER_MS = 600_000;
/** From here on an unanswered dispute stands on the first screen. */
const SOON_MS = 3 * DAY_MS;

const TITLES: Readonly<Record<DisputeState, { en: string; th: string }>> = {
  needs_response: { en: 'Disputed by the guest’s bank: an answer is due', th: 'ธนาคารของผู้เข้าพักคัดค้านรายการ ต้องตอบภายในกำหนด' },
  under_review: { en: 'Dispute answered, being looked at', th: 'ตอบข้อคัดค้านแล้ว กำลังพิจารณา' },
  won: { en: 'Dispute won; the money stays here', th: 'ชนะข้อคัดค้าน เงินยังอยู่กับเรา' },
  lost: { en: 'Dispute lost; the money went back to the guest', th: 'แพ้ข้อคัดค้าน เงินถูกคืนให้ผู้เข้าพัก' },
  closed: { en: 'Dispute closed', th: 'ปิดข้อคัดค้านแล้ว' },
};
const ENDED: ReadonlySet<DisputeState> = new Set(['won', 'lost', 'closed']);

/** Takes over what a provider says of a dispute; the same word again changes nothing, and an older one never reopens it. */
export function settleDispute(ground: PaymentsGround, provider: string, snapshot: DisputeSnapshot): DisputeRow {
  const { row, changed } = ground.database.transaction(() => {
    const known = ground.disputes.byProviderId(provider, snapshot.providerDisputeId);
    const next = merged(ground, { provider, snapshot, known });
    if (known && sameDispute(known, next)) return { row: known, changed: false };
    ground.disputes.save(next);
    if (known?.state !== next.state) tell(ground, next, known === undefined);
    return { row: next, changed: true };
  })();
  if (changed) ground.live.publish({ type: 'dispute_changed', disputeId: row.id, paymentId: row.payment_id, state: row.state });
  return row;
}

type Word = { provider: string; snapshot: DisputeSnapshot; known: DisputeRow | undefined };

function merged(ground: PaymentsGround, { provider, snapshot, known }: Word): DisputeRow {
  const payment = snapshot.providerPaymentIds.map((id) => ground.payments.byReference(provider, id)).find((found) => found !== undefined);
  const reopened = known !== undefined && ENDED.has(known.state) && !ENDED.has(snapshot.state) && snapshot.stage === known.stage;
  return {
    id: known?.id ?? ground.newId('dp'),
    provider,
    provider_dispute_id: snapshot.providerDisputeId,
    payment_id: payment?.id ?? known?.payment_id ?? null,
    state: reopened ? known.state : snapshot.state,
    stage: snapshot.stage,
    reason: snapshot.reason,
    currency: snapshot.amount.currency,
    amount: snapshot.amount.amount,
    due_at: snapshot.dueAt,
    url: snapshot.url,
    opened_at: snapshot.openedAt,
    updated_at: ground.clock.now().toISOString(),
  };
}

function sameDispute({ updated_at: _before, ...known }: DisputeRow, { updated_at: _after, ...next }: DisputeRow): boolean {
  return Object.keys(known).every((key) => known[key as keyof typeof known] === next[key as keyof typeof next]);
}

function tell(ground: PaymentsGround, row: DisputeRow, isNew: boolean): void {
  ground.announce(isNew ? 'dispute.opened' : 'dispute.changed', showDispute(ground, row));
  if (row.payment_id === null) return;
  ground.story.tell({
    paymentId: row.payment_id,
    cause: `dispute:${row.id}:${row.state}:${row.updated_at}`,
    at: row.updated_at,
    kind: 'dispute',
    title: TITLES[row.state],
    detail: `${formatMoney(money(row.amount, row.currency), 'en')} · ${row.reason}`,
    linkId: row.id,
  });
}

/** Asks the provider about one dispute. Throws AppError: not_found, not_supported, whatever the call throws. */
export async function refreshDispute(ground: PaymentsGround, id: string): Promise<DisputeRow> {
  const row = ground.disputes.find(id);
  if (!row) throw new AppError('not_found', { message: 'There is no such dispute.' });
  return readDispute(ground, row.provider, row.provider_dispute_id);
}

/** Reads a dispute anew at the provider and takes over what it says. */
export async function readDispute(ground: PaymentsGround, provider: string, providerDisputeId: string): Promise<DisputeRow> {
  const get = ground.providers.find(provider).connector.payments?.getDispute;
  if (!get) throw new AppError('not_supported');
  return settleDispute(ground, provider, await ground.providers.run(provider, get, { providerDisputeId }));
}

/** Job: lists what was opened or changed lately at each provider, in case a webhook never came, and re-reads what still waits for an answer. */
export async function watchDisputes(ground: PaymentsGround): Promise<JobOutcome> {
  const since = new Date(ground.clock.now().getTime() - LOOK_BACK_MS);
  let failed: string | undefined;
  for (const { id, connector } of ground.providers.ready('payments')) {
    const list = connector.payments?.listDisputes;
    if (!list) continue;
    try {
      const listed = await listAll(ground, { provider: id, list, since });
      await readDue(ground, id, listed);
    } catch (fault) {
      failed ??= toAppError(fault).message;
    }
  }
  return failed === undefined ? { done: true } : { again: { afterMs: LATER_MS, reason: failed } };
}

type Listing = {
  provider: string;
  list: NonNullable<NonNullable<ReturnType<PaymentsGround['providers']['find']>['connector']['payments']>['listDisputes']>;
  since: Date;
};

/** Ids of our rows that were listed. */
async function listAll(ground: PaymentsGround, { provider, list, since }: Listing): Promise<ReadonlySet<string>> {
  const listed = new Set<string>();
  let cursor: string | undefined;
  do {
    const input = { since, ...(cursor === undefined ? {} : { cursor }) };
    const page = await ground.providers.run(provider, list, input, { background: true });
    for (const snapshot of page.disputes) listed.add(settleDispute(ground, provider, snapshot).id);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return listed;
}

/** One that was opened long ago is in no list, yet may have been answered at the provider, or be over. */
async function readDue(ground: PaymentsGround, provider: string, listed: ReadonlySet<string>): Promise<void> {
  const get = ground.providers.find(provider).connector.payments?.getDispute;
  if (!get) return;
  for (const row of ground.disputes.due()) {
    if (row.provider !== provider || listed.has(row.id)) continue;
    const input = { providerDisputeId: row.provider_dispute_id };
    settleDispute(ground, provider, await ground.providers.run(provider, get, input, { background: true }));
  }
}

export function showDispute(ground: PaymentsGround, row: DisputeRow): Dispute {
  const payment: PaymentRow | undefined = row.payment_id === null ? undefined : ground.payments.find(row.payment_id);
  return {
    id: row.id,
    paymentId: row.payment_id,
    provider: row.provider,
    providerDisputeId: row.provider_dispute_id,
    state: row.state,
    stage: row.stage,
    reason: row.reason,
    amount: money(row.amount, row.currency),
    guestName: payment?.guest_name ?? null,
    room: payment?.room ?? null,
    dueAt: row.due_at,
    url: row.url,
    openedAt: row.opened_at,
    updatedAt: row.updated_at,
  };
}

export function listDisputes(ground: PaymentsGround, filter: DisputeFilter) {
  const rows = ground.disputes.list({ ...filter, limit: filter.limit + 1 });
  return mapPage(
    pageOf(rows, filter.limit, ({ place }) => place),
    (row) => showDispute(ground, row),
  );
}

/** Disputes whose answer is due within three days, or overdue. */
export function disputeProblems(ground: PaymentsGround): Problem[] {
  const now = ground.clock.now().getTime();
  return ground.disputes
    .due()
    .filter(({ due_at }) => due_at !== null && Date.parse(due_at) - now < SOON_MS)
    .map((row) => {
      const amount = money(row.amount, row.currency);
      const late = Date.parse(row.due_at ?? '') < now;
      const { name } = ground.providers.find(row.provider);
      return {
        id: `dispute-${row.id}`,
        severity: 'money',
        sentence: {
          en: `A dispute over ${formatMoney(amount, 'en')} at ${name} ${late ? 'was due and is not answered' : 'must be answered within three days'}.`,
          th: `ข้อคัดค้านยอด ${formatMoney(amount, 'th')} ที่ ${name} ${late ? 'เลยกำหนดและยังไม่ได้ตอบ' : 'ต้องตอบภายในสามวัน'}`,
        },
        nextStep: { en: 'Open it and answer it at the provider.', th: 'เปิดดูแล้วตอบที่ระบบของผู้ให้บริการ' },
        link: `/payments/disputes/${row.id}`,
        since: row.opened_at,
      };
    });
}
