import { createHash } from 'node:crypto';

/** SHA-256 in hex of plain data, whatever the order of its keys: equal content, equal digest. Keys that are undefined do not count. */
export function digestOf(data: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(data, sortKeys) ?? '')
    .digest('hex');
}

/**
 * An event id for a provider that sends none: the same event sent again has the same id, another event another. `parts` is all that makes
 * it this event (its kind, what it is about, its parsed content) and nothing that changes from one sending to the next (an attempt's
 * number, the time of sending). Parsed content, so that white space and the order of keys do not matter; the order of a list does.
 */
export function digestEventId(parts: readonly [unknown, ...unknown[]]): string {
  return `digest_${digestOf(parts)}`;
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)));
}
