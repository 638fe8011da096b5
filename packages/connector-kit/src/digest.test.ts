import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestEventId, digestOf } from './digest.ts';

describe('digestOf', () => {
  it('does not depend on the order of keys, at any depth, nor on keys that are undefined', () => {
    expect(digestOf({ a: 1, b: { c: [1, 2], d: null } })).toBe(digestOf({ b: { d: null, c: [1, 2] }, a: 1, e: undefined }));
  });
  it.each([
    ['a value', { a: 2 }],
    ['a type', { a: '1' }],
    ['a name', { b: 1 }],
    ['an empty value', { a: 1, b: null }],
  ])('tells another content by %s', (_name, other) => expect(digestOf(other)).not.toBe(digestOf({ a: 1 })));
  it('depends on the order of a list', () => expect(digestOf([1, 2])).not.toBe(digestOf([2, 1])));
  it('is SHA-256 of the JSON', () => {
    // echo -n '{"a":1}' | sha256sum
    expect(digestOf({ a: 1 })).toBe('015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862');
    expect(digestOf(undefined)).toBe(digestOf(() => undefined));
  });
});

describe('digestEventId', () => {
  /** The same JSON as another serialiser writes it: other white space, keys in another order. */
  const rewritten = (value: unknown): string => JSON.stringify(reversed(value), null, 3);
  const reversed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(reversed);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, inner]) => [key, reversed(inner)]),
    );
  };

  it('is the same for the same content, however it is written', () =>
    fc.assert(
      fc.property(fc.string(), fc.jsonValue(), (kind, content) => {
        const sent: unknown = JSON.parse(JSON.stringify(content));
        const again: unknown = JSON.parse(rewritten(sent));
        expect(digestEventId([kind, again])).toBe(digestEventId([kind, sent]));
      }),
      { numRuns: 500 },
    ));

  it('is another for other content', () =>
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        const [left, right] = [one, other].map((value): unknown => JSON.parse(JSON.stringify(value)));
        fc.pre(JSON.stringify(sorted(left)) !== JSON.stringify(sorted(right)));
        expect(digestEventId(['kind', left])).not.toBe(digestEventId(['kind', right]));
      }),
      { numRuns: 500 },
    ));

  it('keeps its parts apart', () => {
    expect(digestEventId(['ab', 'c'])).not.toBe(digestEventId(['a', 'bc']));
    expect(digestEventId(['a', 1])).not.toBe(digestEventId(['a', '1']));
    expect(digestEventId(['a', [1]])).not.toBe(digestEventId(['a', 1]));
    expect(digestEventId(['booking', { status: 'new' }])).toMatch(/^digest_[0-9a-f]{64}$/);
  });
});

/** Told apart by another way than the one under test: pairs in a list, at every depth. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return ['list', value.map(sorted)];
  if (typeof value !== 'object' || value === null) return value;
  return [
    'object',
    ...Object.entries(value)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  ];
}
