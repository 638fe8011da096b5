/**
 * Upper edges of the response-time buckets in milliseconds: exact up to 10 ms, then steps of 10 % up to two minutes; the last bucket takes the rest.
 * The edges are columns of the roll-ups: changing them needs new tables.
 */
export const BUCKET_EDGES: readonly number[] = edges();

function edges(): number[] {
  const list = Array.from({ length: 11 }, (_, ms) => ms);
  for (let edge = 10; edge < 120_000; ) {
    edge = Math.max(edge + 1, Math.floor(edge * 1.1));
    list.push(edge);
  }
  return [...list, Number.POSITIVE_INFINITY];
}

/** Index of the bucket a duration falls into. */
export function bucketOf(durationMs: number): number {
  let low = 0;
  let high = BUCKET_EDGES.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (durationMs <= (BUCKET_EDGES[middle] ?? Number.POSITIVE_INFINITY)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The duration below which `share` (0..1) of the counted calls lie, interpolated inside its bucket; null when nothing was counted. */
export function percentile(counts: readonly number[], share: number): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  const wanted = share * total;
  let below = 0;
  for (const [index, count] of counts.entries()) {
    if (count > 0 && below + count >= wanted) return within(index, (wanted - below) / count);
    below += count;
  }
  return BUCKET_EDGES.at(-2) ?? null;
}

function within(index: number, part: number): number {
  const upper = BUCKET_EDGES[index] ?? 0;
  const lower = index === 0 ? 0 : (BUCKET_EDGES[index - 1] ?? 0);
  // The last bucket has no upper edge: its lower one is all that is known.
  if (!Number.isFinite(upper)) return lower;
  return upper - lower <= 1 ? upper : lower + (upper - lower) * part;
}
