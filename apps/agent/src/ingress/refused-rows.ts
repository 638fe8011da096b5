import type { Sqlite } from '../store/database.ts';
import type { NewRefusal } from './writes.ts';

/** In all. The desk reads the newest; more would only be a flood's diary. */
export const MOST_REFUSED = 2000;
/** Of one provider for one reason: a flood of one kind pushes out its own oldest rows, never another kind's. */
export const MOST_OF_A_GROUP = 50;

/**
 * Keeps one refusal. The same provider, reason and address within a burst is one row that counts and moves to the top of the list; above
 * the bounds the least recent row of its group goes, and in all the least recent of the largest group. Runs inside the batch's transaction.
 */
export function prepareRefusals(open: Sqlite): (refusal: NewRefusal) => void {
  // A row that goes on is the most recent one again: lists and bounds both follow `sequence`.
  const goOn = open.prepare<NewRefusal>(
    `UPDATE refused_deliveries SET repeated = repeated + 1 + @repeated, last_at = @lastAt, headers = @headers, body_start = @bodyStart,
       sequence = (SELECT max(sequence) + 1 FROM refused_deliveries)
     WHERE sequence = (
       SELECT sequence FROM refused_deliveries
       WHERE kind = @group AND remote_address IS @remoteAddress AND last_at >= @sameBurstSince
       ORDER BY sequence DESC LIMIT 1)`,
  );
  const insert = open.prepare<NewRefusal>(
    `INSERT INTO refused_deliveries (id, provider_id, reason, remote_address, headers, body_start, received_at, repeated, last_at, kind)
     VALUES (@id, @providerId, @reason, @remoteAddress, @headers, @bodyStart, @receivedAt, @repeated, @lastAt, @group)`,
  );
  const trimGroup = open.prepare<NewRefusal>(
    `DELETE FROM refused_deliveries WHERE sequence <= (
       SELECT sequence FROM refused_deliveries WHERE kind = @group
       ORDER BY sequence DESC LIMIT 1 OFFSET ${MOST_OF_A_GROUP})
     AND kind = @group`,
  );
  const trimLargest = open.prepare(
    `DELETE FROM refused_deliveries WHERE sequence = (
       SELECT min(sequence) FROM refused_deliveries GROUP BY kind ORDER BY count(*) DESC, min(sequence) LIMIT 1)`,
  );
  const count = open.prepare<[], number>('SELECT count(*) FROM refused_deliveries').pluck();
  let kept: number | undefined;
  return (refusal) => {
    if (goOn.run(refusal).changes > 0) return;
    insert.run(refusal);
    // Counted anew when a batch before was rolled back or the retention took rows: then the number in memory is too high at most.
    kept = (kept ?? count.get() ?? 0) + 1 - trimGroup.run(refusal).changes;
    if (kept <= MOST_REFUSED) return;
    kept = count.get() ?? 0;
    while (kept > MOST_REFUSED) kept -= trimLargest.run().changes;
  };
}
