import type { Guest, PaymentMethod, PaymentState } from '@banrimkwae/contract/payments';
import type * as z from 'zod';
import type { Sqlite } from '../store/database.ts';
import { contains, queryBuilder, readRows } from '../store/select.ts';
import { type Hold, PaymentRow } from './payment-row.ts';

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
  | 'details'
  | 'provider_named'
  | 'capture_by_rules'
  | 'conversion'
  | 'expires_at'
> & { guest: z.infer<typeof Guest> };
/** What depends on the provider that was chosen. */
export type PaymentRoute = Pick<PaymentRow, 'provider' | 'capture' | 'capture_by_rules' | 'expires_at'>;
export type PaymentFilter = {
  q?: string | undefined;
  state?: PaymentState | undefined;
  provider?: string | undefined;
  method?: PaymentMethod | undefined;
  reservationId?: string | undefined;
  /** Made at or after, and before. */
  from?: string | undefined;
  to?: string | undefined;
  cursor?: string | undefined;
  limit: number;
};

const CHANGED = [
  'state',
  'provider_payment_id',
  'captured',
  'method_detail',
  'last_four',
  'action',
  'risk',
  'fee',
  'settlement',
  'failure',
  'refundable',
  'expires_at',
  'paid_at',
] as const satisfies readonly (keyof PaymentRow)[];
export type PaymentChange = Pick<PaymentRow, (typeof CHANGED)[number]>;

const text = (value: unknown) => (value === null ? null : JSON.stringify(value));
const stored = (value: PaymentChange[keyof PaymentChange]) =>
  typeof value === 'boolean' ? Number(value) : typeof value === 'object' ? text(value) : value;

const Contact = PaymentRow.pick({ guest_email: true, guest_phone: true });

export type PaymentTable = ReturnType<typeof createPaymentTable>;

/** SQL of `payments` and `payment_references`. */
export function createPaymentTable(database: Sqlite) {
  const open = database.prepare("SELECT * FROM payments WHERE state IN ('creating', 'unknown', 'waiting', 'processing') ORDER BY id");
  const authorized = database.prepare("SELECT * FROM payments WHERE state = 'authorized' ORDER BY id");
  const one = (sql: string) => {
    const statement = database.prepare(sql);
    return (...values: unknown[]) => {
      const row = statement.get(...values);
      return row === undefined ? undefined : PaymentRow.parse(row);
    };
  };
  const refer = database.prepare(
    'INSERT INTO payment_references (provider, reference, payment_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  return {
    ...writing(database),
    find: one('SELECT * FROM payments WHERE id = ?'),
    byIdempotencyKey: one('SELECT * FROM payments WHERE idempotency_key = ?'),
    byReference: one(
      'SELECT p.* FROM payments p JOIN payment_references r ON r.payment_id = p.id WHERE r.provider = ? AND r.reference = ?',
    ),
    addReferences: (payment: { id: string; provider: string }, references: readonly string[]) => {
      for (const reference of references) refer.run(payment.provider, reference, payment.id);
    },
    search: (filter: PaymentFilter): PaymentRow[] => search(database, filter),
    /** By whom payments were asked for since then. */
    contactsSince: (at: string): z.infer<typeof Contact>[] =>
      database
        .prepare('SELECT guest_email, guest_phone FROM payments WHERE created_at >= ?')
        .all(at)
        .map((row) => Contact.parse(row)),
    open: (): PaymentRow[] => open.all().map((row) => PaymentRow.parse(row)),
    /** Held, and neither taken nor let go yet. */
    authorized: (): PaymentRow[] => authorized.all().map((row) => PaymentRow.parse(row)),
  };
}

/** What changes a row. */
function writing(database: Sqlite) {
  const insert = database.prepare(
    `INSERT INTO payments (id, provider, idempotency_key, state, method, capture, currency, amount, description, guest_name, guest_email, guest_phone,
       guest_country, reservation_id, room, details, provider_named, capture_by_rules, conversion, expires_at, created_by, created_at,
       updated_at)
     VALUES (@id, @provider, @idempotency_key, 'creating', @method, @capture, @currency, @amount, @description, @guestName, @guestEmail, @guestPhone,
       @guestCountry, @reservation_id, @room, @details, @provider_named, @capture_by_rules, @conversion, @expires_at, @created_by, @created_at,
       @created_at)`,
  );
  const set = CHANGED.map((column) => `${column} = @${column}`).join(', ');
  // A word that is known already leaves the row as it is, its time included.
  const update = database.prepare(
    `UPDATE payments SET ${set}, updated_at = @at
     WHERE id = @id AND (${CHANGED.join(', ')}) IS NOT (${CHANGED.map((column) => `@${column}`).join(', ')})`,
  );
  const setSent = database.prepare('UPDATE payments SET sent_at = ? WHERE id = ?');
  const setHold = database.prepare('UPDATE payments SET hold = ? WHERE id = ?');
  const dropDetails = database.prepare('UPDATE payments SET details = NULL WHERE id = ?');
  return {
    insert: ({ guest, ...payment }: NewPayment) =>
      insert.run({
        ...payment,
        details: text(payment.details),
        conversion: text(payment.conversion),
        provider_named: Number(payment.provider_named),
        capture_by_rules: Number(payment.capture_by_rules),
        guestName: guest.name,
        guestEmail: guest.email,
        guestPhone: guest.phone,
        guestCountry: guest.country,
      }),
    change: (id: string, change: PaymentChange, at: string) => {
      const values = Object.fromEntries(CHANGED.map((column) => [column, stored(change[column])]));
      update.run({ ...values, id, at });
    },
    setSent: (id: string, at: string | null) => setSent.run(at, id),
    /** Only while nothing was sent. */
    setRoute: (id: string, { capture_by_rules, ...route }: PaymentRoute) =>
      database
        .prepare(
          `UPDATE payments SET provider = @provider, capture = @capture, capture_by_rules = @capture_by_rules, expires_at = @expires_at
           WHERE id = @id AND sent_at IS NULL`,
        )
        .run({ ...route, capture_by_rules: Number(capture_by_rules), id }),
    setHold: (id: string, hold: z.infer<typeof Hold> | null) => setHold.run(text(hold), id),
    /** What the method asked for is not kept longer than it is needed. */
    dropDetails: (id: string) => dropDetails.run(id),
  };
}

const SEARCHED = ['guest_name', 'guest_email', 'room', 'reservation_id', 'last_four', 'method_detail', 'id', 'description'];

/** Newest first. Text is looked for in guest, room, reservation, last four digits, QR reference and every provider id. */
function search(database: Sqlite, { q, state, provider, method, reservationId, from, to, cursor, limit }: PaymentFilter): PaymentRow[] {
  let query = tables.selectFrom('payments').selectAll().orderBy('id', 'desc').limit(limit);
  if (state !== undefined) query = query.where('state', '=', state);
  if (provider !== undefined) query = query.where('provider', '=', provider);
  if (method !== undefined) query = query.where('method', '=', method);
  if (reservationId !== undefined) query = query.where('reservation_id', '=', reservationId);
  if (from !== undefined) query = query.where('created_at', '>=', from);
  if (to !== undefined) query = query.where('created_at', '<', to);
  if (cursor !== undefined) query = query.where('id', '<', cursor);
  if (q) {
    query = query.where(({ or, exists, selectFrom }) => {
      const referred = selectFrom('payment_references').select('reference').whereRef('payment_id', '=', 'payments.id');
      return or([...SEARCHED.map((column) => contains(`payments.${column}`, q)), exists(referred.where(contains('reference', q)))]);
    });
  }
  return readRows(database, query).map((row) => PaymentRow.parse(row));
}
