import { formatMoney, type Money } from '@banrimkwae/money';
import * as z from 'zod';
import type { Actor } from '../access/index.ts';
import { JOB, type PaymentsGround } from './ground.ts';

export type ActOnPayment = { paymentId: string; kind: 'capture' | 'cancel'; idempotencyKey: string; amount?: Money | undefined };

const ActRow = z.object({
  id: z.string(),
  payment_id: z.string(),
  kind: z.enum(['capture', 'cancel']),
  idempotency_key: z.string(),
  amount: z.int().nullable(),
  state: z.enum(['requested', 'sending', 'done', 'failed']),
  failure: z.string().nullable(),
});
export type ActRow = z.infer<typeof ActRow>;

const TITLES = {
  capture: { en: 'Capture asked for', th: 'ขอเรียกเก็บเงิน' },
  cancel: { en: 'Cancellation asked for', th: 'ขอยกเลิกรายการ' },
} as const;

export function actOfKey({ database }: Pick<PaymentsGround, 'database'>, idempotencyKey: string): ActRow | undefined {
  const row = database.prepare('SELECT * FROM payment_acts WHERE idempotency_key = ?').get(idempotencyKey);
  return row === undefined ? undefined : ActRow.parse(row);
}

/** Nothing more comes of it. */
export function isEnded({ state }: Pick<ActRow, 'state'>): boolean {
  return state === 'done' || state === 'failed';
}

/** Stores the wish to capture or cancel with its story, audit line and job: all of them or none. The same key is the same wish. Returns its id. */
export function storeAct(ground: PaymentsGround, input: ActOnPayment, actor: Actor): string {
  const known = actOfKey(ground, input.idempotencyKey);
  if (known) return known.id;
  const { paymentId, kind, amount } = input;
  const id = ground.newId('act');
  const at = ground.clock.now().toISOString();
  ground.database.transaction(() => {
    ground.database
      .prepare(
        "INSERT INTO payment_acts (id, payment_id, kind, idempotency_key, amount, state, requested_by, created_at, updated_at) VALUES (?, ?, ?, ?, ?, 'requested', ?, ?, ?)",
      )
      .run(id, paymentId, kind, input.idempotencyKey, amount?.amount ?? null, actor.name, at, at);
    const detail = amount ? formatMoney(amount, 'en') : null;
    ground.story.tell({ paymentId, cause: `act:${id}`, at, kind: 'person', title: TITLES[kind], detail, actor: actor.name });
    ground.audit({ actor: actor.id, action: `payment.${kind}`, subject: paymentId, detail: { amount: amount?.amount ?? null } });
    ground.jobs.add({ kind: JOB.act, subjectId: id, priority: 1, dedupeKey: `${JOB.act}:${id}` });
  })();
  return id;
}

export function findAct({ database }: PaymentsGround, id: string): ActRow | undefined {
  const row = database.prepare('SELECT * FROM payment_acts WHERE id = ?').get(id);
  return row === undefined ? undefined : ActRow.parse(row);
}

export function setActState({ database, clock }: PaymentsGround, id: string, change: Pick<ActRow, 'state' | 'failure'>): void {
  database
    .prepare('UPDATE payment_acts SET state = @state, failure = @failure, updated_at = @at WHERE id = @id')
    .run({ ...change, id, at: clock.now().toISOString() });
}
