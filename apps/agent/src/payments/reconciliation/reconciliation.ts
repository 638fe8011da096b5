import { AppError } from '@banrimkwae/contract/errors';
import type { ReconciledDay, ReconciledLine } from '@banrimkwae/contract/reconciliation';
import type { Problem } from '@banrimkwae/contract/system';
import { type Money, money } from '@banrimkwae/money';
import * as z from 'zod';
import type { Actor } from '../../access/index.ts';
import { boundsOfDay, dayOf, daysBetween } from '../../calendar-day.ts';
import type { JobOutcome } from '../../jobs/port.ts';
import { JOB, type PaymentsGround } from '../ground.ts';
import { subjectOfDay } from './reconcile-day.ts';
import type { DayRow, LineRow } from './reconciled-table.ts';

/** Days looked at by themselves: a provider's list may be hours late, and an agent may have been off over a weekend. */
const LOOK_BACK_DAYS = 7;
/** A day is final for us once its list has had this long to fill. PayPal's is up to three hours late: https://developer.paypal.com/docs/api/transaction-search/v1/ */
const SETTLED_AFTER_MS = 4 * 3_600_000;
const TODAY_EVERY_MS = 3_600_000;
const MOST_DAYS = 92;
const DAY_MS = 86_400_000;

/** Job: rings for every day that has not been compared since its list was complete, today's once an hour. */
export async function lookAtDays(ground: PaymentsGround): Promise<JobOutcome> {
  const now = ground.clock.now();
  const today = dayOf(now, ground.timeZone);
  const first = dayOf(new Date(now.getTime() - LOOK_BACK_DAYS * DAY_MS), ground.timeZone);
  const firstUse = z.string().nullable().parse(ground.database.prepare('SELECT MIN(created_at) FROM payments').pluck().get());
  if (firstUse === null) return { done: true };
  const begin = dayOf(new Date(firstUse), ground.timeZone);
  for (const { id } of ground.providers.ready('payments'))
    for (const day of daysBetween(begin > first ? begin : first, today)) if (isDue(ground, id, day)) ringFor(ground, id, day);
  return { done: true };
}

function isDue(ground: PaymentsGround, provider: string, day: string): boolean {
  const row = ground.reconciled.day(provider, day);
  if (row === undefined || row.ran_at === null) return true;
  if (row.state === 'not_possible') return false;
  const now = ground.clock.now().getTime();
  const ranAt = Date.parse(row.ran_at);
  const settledAt = boundsOfDay(day, ground.timeZone).to.getTime() + SETTLED_AFTER_MS;
  return now >= settledAt ? ranAt < settledAt : now - ranAt >= TODAY_EVERY_MS;
}

function ringFor(ground: PaymentsGround, provider: string, day: string): void {
  const subject = subjectOfDay(provider, day);
  ground.jobs.add({ kind: JOB.reconcileDay, subjectId: subject, priority: 8, dedupeKey: `${JOB.reconcileDay}:${subject}` });
}

/** By hand: every day of the range, at one provider or all that are set up. Throws AppError: invalid_input, not_found. */
export function runReconciliation(
  ground: PaymentsGround,
  asked: { provider: string | null; from: string; to: string },
  actor: Actor,
): void {
  const days = daysBetween(asked.from, asked.to).filter((day) => day <= dayOf(ground.clock.now(), ground.timeZone));
  if (days.length === 0 || days.length > MOST_DAYS)
    throw new AppError('invalid_input', {
      message: `Choose between 1 and ${MOST_DAYS} days that have begun.`,
      fields: { to: 'Another day' },
    });
  const ids = asked.provider === null ? ground.providers.ready('payments').map(({ id }) => id) : [ground.providers.find(asked.provider).id];
  ground.database.transaction(() => {
    for (const id of ids)
      for (const day of days) {
        const known = ground.reconciled.day(id, day);
        const at = ground.clock.now().toISOString();
        ground.reconciled.saveDay({
          provider: id,
          day,
          state: 'waiting',
          cursor: null,
          error: null,
          ran_at: known?.ran_at ?? null,
          updated_at: at,
        });
        ringFor(ground, id, day);
      }
    ground.audit({ actor: actor.id, action: 'reconciliation.run', subject: asked.provider, detail: { from: asked.from, to: asked.to } });
  })();
}

/** A person has looked into a difference. Throws AppError: not_found, conflict. */
export function settleDifference(ground: PaymentsGround, { id, note }: { id: string; note: string }, actor: Actor): ReconciledLine {
  const at = ground.clock.now().toISOString();
  const row = ground.database.transaction(() => {
    const line = ground.reconciled.line(id);
    if (!line) throw new AppError('not_found', { message: 'There is no such line.' });
    if (line.outcome !== 'differing') throw new AppError('conflict', { message: 'Here nothing differs any more.' });
    ground.reconciled.settle(id, { name: actor.name, at, note });
    ground.audit({ actor: actor.id, action: 'reconciliation.settled', subject: id, detail: { note, payment: line.payment_id } });
    return { ...line, settled_by: actor.name, settled_at: at, settled_note: note };
  })();
  ground.live.publish({ type: 'reconciliation_changed', provider_id: row.provider, day: row.day });
  return showLine(row);
}

export function listDays(ground: PaymentsGround, range: { from: string; to: string; provider?: string | undefined }): ReconciledDay[] {
  return ground.reconciled.days(range).map((row) => showDay(ground, row));
}

/** Throws AppError not_found for a day that was never compared. */
export function linesOfDay(
  ground: PaymentsGround,
  { provider, day, outcome }: { provider: string; day: string; outcome?: LineRow['outcome'] | undefined },
) {
  const row = ground.reconciled.day(provider, day);
  if (!row) throw new AppError('not_found', { message: 'This day has not been compared yet.', hint: 'Run the comparison for it.' });
  return { day: showDay(ground, row), lines: ground.reconciled.lines(provider, day, outcome).map(showLine) };
}

function showDay(ground: PaymentsGround, row: DayRow): ReconciledDay {
  const { matched, recovered, differing, open } = ground.reconciled.counts(row.provider, row.day);
  const { name } = ground.providers.find(row.provider);
  return {
    provider: row.provider,
    providerName: name,
    day: row.day,
    state: row.state,
    expected: matched + recovered + differing,
    matched,
    recovered,
    differing,
    open,
    ...moneyOfDay(ground, row),
    ranAt: row.ran_at,
    note: noteOf(row, name),
  };
}

const Sum = z.object({ currency: z.string(), amount: z.int() });

function moneyOfDay(ground: PaymentsGround, { provider, day }: DayRow): { received: Money[]; refunded: Money[] } {
  const { from, to } = boundsOfDay(day, ground.timeZone);
  const sum = (sql: string) =>
    ground.database
      .prepare(sql)
      .all({ provider, from: from.toISOString(), to: to.toISOString() })
      .map((row) => Sum.parse(row))
      .map(({ amount, currency }) => money(amount, currency));
  return {
    received: sum(
      'SELECT currency, SUM(captured) AS amount FROM payments WHERE provider = @provider AND paid_at >= @from AND paid_at < @to GROUP BY currency',
    ),
    refunded: sum(
      `SELECT r.currency, SUM(r.amount) AS amount FROM refunds r JOIN payments p ON p.id = r.payment_id
       WHERE p.provider = @provider AND r.state = 'succeeded' AND r.settled_at >= @from AND r.settled_at < @to GROUP BY r.currency`,
    ),
  };
}

function noteOf({ state, error }: DayRow, name: string): ReconciledDay['note'] {
  if (state === 'not_possible')
    return {
      en: `${name} lists nothing to compare with. Compare these payments with the bank statement.`,
      th: `${name} ไม่มีรายการให้เทียบ โปรดเทียบกับรายการเดินบัญชีธนาคาร`,
    };
  if (state !== 'incomplete') return null;
  return {
    en: `${name} broke off; it goes on by itself. ${error ?? ''}`.trim(),
    th: `การเทียบกับ ${name} หยุดกลางคัน ระบบจะทำต่อเอง ${error ?? ''}`.trim(),
  };
}

function showLine(row: LineRow): ReconciledLine {
  const side = (state: string | null, amount: number | null, currency: string | null) =>
    state === null || amount === null || currency === null ? null : { state, amount: money(amount, currency) };
  const { settled_by: by, settled_at: at, settled_note: note } = row;
  return {
    id: row.id,
    kind: row.kind,
    outcome: row.outcome,
    difference: row.difference,
    paymentId: row.payment_id,
    refundId: row.refund_id,
    providerId: row.provider_id,
    at: row.at,
    ours: side(row.ours_state, row.ours_amount, row.ours_currency),
    theirs: side(row.theirs_state, row.theirs_amount, row.theirs_currency),
    settled: by === null || at === null ? null : { by, at, note: note ?? '' },
  };
}

/** Differences nobody has looked into yet, a line for each day and provider. */
export function reconciliationProblems(ground: PaymentsGround): Problem[] {
  return ground.reconciled.open().map(({ provider, day, count, since }) => {
    const { name } = ground.providers.find(provider);
    return {
      id: `reconciliation-${provider}-${day}`,
      severity: 'money',
      sentence: {
        en: `${count} ${count === 1 ? 'amount differs' : 'amounts differ'} between ${name} and our books on ${day}.`,
        th: `ยอดของ ${name} กับบัญชีของเราต่างกัน ${count} รายการ ในวันที่ ${day}`,
      },
      nextStep: { en: 'Open the day and look into each.', th: 'เปิดดูวันนั้นแล้วตรวจทีละรายการ' },
      link: `/payments/reconciliation/${provider}/${day}`,
      since,
    };
  });
}
