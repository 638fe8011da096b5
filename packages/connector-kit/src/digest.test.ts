import { describe, expect, it } from 'vitest';
import { digestOf } from './digest.ts';

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
