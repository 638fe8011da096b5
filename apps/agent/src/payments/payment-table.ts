import { type Guest, PaymentAction, PaymentMethod, PaymentState, Risk } from '@banrimkwae/contract/payments';
import { Money } from '@banrimkwae/contract/primitives';
import * as z from 'zod';
import type { Sqlite } from '../store/database.ts';
import { contains, queryBuilder, readRows } from '../store/select.ts';

const json = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .string()
    .nullable()
    .transform((text) => (text === null ? null : JSON.parse(text)))
    .pipe(schema.nullable());

export const PaymentRow = z.object({
  id: z.string(),
  provider: z.string(),
  provider_payment_id: z.string().nullable(),
  idempotency_key: z.string(),
  state: PaymentState,
  method: PaymentMethod,
  capture: z.enum(['automatic', 'manual']),
  currency: z.string(),
  amount: z.int(),
  captured: z.int(),
  description: z.string(),
  guest_name: z.string(),
  guest_email: z.string().nullable(),
  guest_phone: z.string().nullable(),
  reservation_id: z.string().nullable(),
  room: z.string().nullable(),
  method_detail: z.string().nullable(),
  last_four: z.string().nullable(),
  action: json(PaymentAction),
  risk: json(Risk),
  fee: json(Money),
  failure: json(z.object({ code: z.string(), message: z.string() })),
  created_by: z.string(),
  created_at: z.string(),
  paid_at: z.string().nullable(),
  updated_at: z.string(),
});
export type PaymentRow = z.infer<typeof PaymentRow>;

type Tables = { payments: z.input<typeof PaymentRow>; payment_references: { provider: string; reference: string; payment_id: string } };
const tables = queryBuilder<Tables>();

export type NewPayment = Pick<
  PaymentRow,
  | 'id'
  | 'provider'
  | 'idempotency_key'
  | 'method'
  | 'capture'
  | 'currency'
  | 'amount'
  | 'description'
  | 'reservation_id'
  | 'room'
  | 'created_by'
  | 'created_at'
> & { guest: z.infer<typeof Guest> };
export type PaymentChange = Pick<
  PaymentRow,
  'state' | 'provider_payment_id' | 'captured' | 'method_detail' | 'last_four' | 'action' | 'risk' | 'fee' | 'failure' | 'paid_at'
>;
export type PaymentFilter = {
  q?: string | undefined;
  state?: PaymentState | undefined;
  provider?: string | undefined;
  cursor?: string | undefined;
  limit: number;
};

export type PaymentTable = ReturnType<typeof createPaymentTable>;

/** SQL of `payments` and `payment_references`. */
export function createPaymentTable(database: Sqlite) {
  const one = (sql: string) => {
    const statement = database.prepare(sql);
    return (...values: unknown[]) => {
      const row = statement.get(...values);
      return row === undefined ? undefined : PaymentRow.parse(row);
    };
  };
  const insert = database.prepare(
    `INSERT INTO payments (id, provider, idempotency_key, state, method, capture, currency, amount, description, guest_name, guest_email, guest_phone,
       reservation_id, room, created_by, created_at, updated_at)
     VALUES (@id, @provider, @idempotency_key, 'creating', @method, @capture, @currency, @amount, @description, @guestName, @guestEmail, @guestPhone,
       @reservation_id, @room, @created_by, @created_at, @created_at)`,
  );
  // A word that is known already leaves the row as it is, its time included.
  const update = database.prepare(
    `UPDATE payments SET state = @state, provider_payment_id = @provider_payment_id, captured = @captured, method_detail = @method_detail, last_four = @last_four,
       action = @action, risk = @risk, fee = @fee, failure = @failure, paid_at = @paid_at, updated_at = @at
     WHERE id = @id AND (state, provider_payment_id, captured, method_detail, last_four, action, risk, fee, failure, paid_at)
       IS NOT (@state, @provider_payment_id, @captured, @method_detail, @last_four, @action, @risk, @fee, @failure, @paid_at)`,
  );
  const refer = database.prepare(
    'INSERT INTO payment_references (provider, reference, payment_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  return {
    find: one('SELECT * FROM payments WHERE id = ?'),
    byIdempotencyKey: one('SELECT * FROM payments WHERE idempotency_key = ?'),
    byReference: one(
      'SELECT p.* FROM payments p JOIN payment_references r ON r.payment_id = p.id WHERE r.provider = ? AND r.reference = ?',
    ),
    insert: ({ guest, ...payment }: NewPayment) =>
      insert.run({ ...payment, guestName: guest.name, guestEmail: guest.email, guestPhone: guest.phone }),
    change: (id: string, change: PaymentChange, at: string) => {
      const text = (value: unknown) => (value === null ? null : JSON.stringify(value));
      update.run({
        ...change,
        id,
        at,
        action: text(change.action),
        risk: text(change.risk),
        fee: text(change.fee),
        failure: text(change.failure),
      });
    },
    addReferences: (payment: { id: string; provider: string }, references: readonly string[]) => {
      for (const reference of references) refer.run(payment.provider, reference, payment.id);
    },
    search: (filter: PaymentFilter): PaymentRow[] => search(database, filter),
    open: (): PaymentRow[] =>
      database
        .prepare("SELECT * FROM payments WHERE state IN ('creating', 'unknown', 'waiting', 'processing') ORDER BY id")
        .all()
        .map((row) => PaymentRow.parse(row)),
  };
}

const SEARCHED = ['guest_name', 'guest_email', 'room', 'reservation_id', 'last_four', 'method_detail', 'id', 'description'];

/** Newest first. Text is looked for in guest, room, reservation, last four digits, QR reference and every provider id. */
function search(database: Sqlite, { q, state, provider, cursor, limit }: PaymentFilter): PaymentRow[] {
  let query = tables.selectFrom('payments').selectAll().orderBy('id', 'desc').limit(limit);
  if (state !== undefined) query = query.where('state', '=', state);
  if (provider !== undefined) query = query.where('provider', '=', provider);
  if (cursor !== undefined) query = query.where('id', '<', cursor);
  if (q) {
    query = query.where(({ or, exists, selectFrom }) => {
      const referred = selectFrom('payment_references').select('reference').whereRef('payment_id', '=', 'payments.id');
      return or([...SEARCHED.map((column) => contains(`payments.${column}`, q)), exists(referred.where(contains('reference', q)))]);
    });
  }
  return readRows(database, query).map((row) => PaymentRow.parse(row));
}
