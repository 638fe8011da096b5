/**
 * What structured cloning can carry, as JSON: the channel between main and page carries strings only.
 * These functions also run inside the page, where their source text is put: they may use each other and nothing else.
 */
export function encode(value: unknown): unknown {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (value === undefined) return { $: 'undefined' };
  if (typeof value === 'number') return Number.isFinite(value) ? value : { $: 'number', v: String(value) };
  if (typeof value === 'bigint') return { $: 'bigint', v: String(value) };
  if (typeof value !== 'object') throw new Error('An object could not be cloned.');
  if (value instanceof Date) return { $: 'date', v: value.getTime() };
  if (value instanceof Error) return { $: 'error', name: value.name, message: value.message };
  if (value instanceof ArrayBuffer) return { $: 'bytes', v: encodeBytes(new Uint8Array(value)) };
  if (ArrayBuffer.isView(value)) return { $: 'bytes', v: encodeBytes(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)) };
  if (value instanceof Map) return { $: 'map', v: encode([...value]) };
  if (value instanceof Set) return { $: 'set', v: encode([...value]) };
  if (Array.isArray(value)) return value.map(encode);
  const plain = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, encode(inner)]));
  return '$' in plain ? { $: 'object', v: plain } : plain;
}

export function decode(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(decode);
  const { $: kind, v: inner, name, message } = value as { $?: string; v?: unknown; name?: string; message?: string };
  if (kind === undefined) return decodePlain(value);
  if (kind === 'object') return decodePlain(inner as object);
  if (kind === 'undefined') return undefined;
  if (kind === 'number') return Number(inner);
  if (kind === 'bigint') return BigInt(String(inner));
  if (kind === 'date') return new Date(Number(inner));
  if (kind === 'error') return Object.assign(new Error(message), { name });
  if (kind === 'bytes') return Uint8Array.from(atob(String(inner)), (character) => character.charCodeAt(0));
  if (kind === 'map') return new Map(decode(inner) as [unknown, unknown][]);
  return new Set(decode(inner) as unknown[]);
}

export function encodeBytes(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

export function decodePlain(value: object): object {
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, decode(inner)]));
}

/** Source text of all of them, for the page. */
export const CODEC_SOURCE = [encode, decode, encodeBytes, decodePlain].map(String).join('\n');
