import { describe, expect, it } from 'vitest';
import { decode, encode } from './codec.ts';

describe('the codec between main and page', () => {
  it.each([
    [null],
    [undefined],
    [true],
    ['text'],
    [1.5],
    [Number.NaN],
    [-Infinity],
    [12n],
    [new Date(0)],
    [[1, [undefined]]],
    [{ a: { b: undefined } }],
    [{ $: 'a key of ours' }],
    [new Map([['a', new Set([1])]])],
    [new Uint8Array([0, 255, 128])],
  ])('carries %o', (value) => expect(decode(JSON.parse(JSON.stringify(encode(value))))).toEqual(value));

  it('carries an error with its name and message', () => {
    const carried = decode(JSON.parse(JSON.stringify(encode(new RangeError('too far')))));
    expect(carried).toBeInstanceOf(Error);
    expect(carried).toMatchObject({ name: 'RangeError', message: 'too far' });
  });

  it.each([[() => 1], [Symbol('s')]])('refuses %o as Electron does', (value) =>
    expect(() => encode({ value })).toThrow('An object could not be cloned.'),
  );
});
