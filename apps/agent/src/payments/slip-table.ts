import * as z from 'zod';
import type { Sqlite } from '../store/database.ts';

/** Bank and reference: the two tell one transfer from all others. */
export type Slip = { bank: string; reference: string };
export type SlipTable = ReturnType<typeof createSlipTable>;

/** SQL of `transfer_slips`: a transfer pays once. Capitals make no second transfer of one: a text can be typed, and its checksum made. */
export function createSlipTable(database: Sqlite) {
  const insert = database.prepare(
    'INSERT INTO transfer_slips (bank, reference, payment_id, used_at) VALUES (@bank, @reference, @paymentId, @at) ON CONFLICT DO NOTHING',
  );
  const user = database.prepare('SELECT payment_id AS paymentId FROM transfer_slips WHERE bank = ? AND reference = ?');
  const free = database.prepare('DELETE FROM transfer_slips WHERE payment_id = ?');
  return {
    /** The payment it was shown for. */
    paymentOf: ({ bank, reference }: Slip): string | undefined =>
      z.object({ paymentId: z.string() }).optional().parse(user.get(bank, reference.toUpperCase()))?.paymentId,
    /** False: it was used before. Call it inside the transaction that relies on it. */
    reserve: (slip: Slip, paymentId: string, at: string): boolean =>
      insert.run({ bank: slip.bank, reference: slip.reference.toUpperCase(), paymentId, at }).changes === 1,
    free: (paymentId: string): void => void free.run(paymentId),
  };
}
