import { describe, expect, it } from 'vitest';
import { parsePercent, percentText, showBasisPoints } from './percent.ts';

describe('a percentage of two places', () => {
  it.each([
    [365, '3.65'],
    [5, '0.05'],
    [0, '0.00'],
    [10_000, '100.00'],
  ])('%i is %s, and back', (basisPoints, text) => {
    expect(percentText(basisPoints)).toBe(text);
    expect(parsePercent(text)).toBe(basisPoints);
  });

  it('is read as people type it, and refused where it is none', () => {
    expect([parsePercent('3,6 %'), parsePercent('2'), showBasisPoints(null)]).toEqual([360, 200, '–']);
    for (const text of ['', '-1', '100.01', '3.655', 'x', '1.2.3']) expect(parsePercent(text), text).toBeUndefined();
  });
});
