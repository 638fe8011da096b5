import { createHash } from 'node:crypto';

/** SHA-256 in hex of plain data, whatever the order of its keys: equal content, equal digest. Keys that are undefined do not count. */
export function digestOf(data: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(data, sortKeys) ?? '')
    .digest('hex');
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)));
}
