import { describe, expect, it } from 'vitest';
import { steadyRows } from './steady-rows.ts';
import { neighbour } from './walk.ts';

type Row = { id: string; state?: string };
const rows = (...ids: string[]): Row[] => ids.map((id) => ({ id }));
const idOf = (row: Row) => row.id;

describe('a list under the pointer', () => {
  it('keeps its rows in place and counts the new ones', () => {
    expect(steadyRows(rows('c', 'b', 'a'), rows('e', 'd', 'c', 'b', 'a'), idOf)).toEqual({ rows: rows('c', 'b', 'a'), waiting: 2 });
  });

  it('changes a row where it stands', () => {
    expect(steadyRows(rows('b', 'a'), [{ id: 'b' }, { id: 'a', state: 'paid' }], idOf).rows).toEqual([
      { id: 'b' },
      { id: 'a', state: 'paid' },
    ]);
  });

  it('adds older rows below', () => {
    expect(steadyRows(rows('c', 'b'), rows('d', 'c', 'b', 'a'), idOf)).toEqual({ rows: rows('c', 'b', 'a'), waiting: 1 });
  });

  it('keeps a row that left the filter until the list may move', () => {
    expect(steadyRows(rows('c', 'b', 'a'), rows('c', 'a'), idOf).rows).toEqual(rows('c', 'b', 'a'));
  });

  it('fills an empty list at once', () => {
    expect(steadyRows([], rows('a'), idOf)).toEqual({ rows: rows('a'), waiting: 0 });
  });

  it('stays as it is when the answer holds none of its rows', () => {
    expect(steadyRows(rows('b', 'a'), rows('z', 'y'), idOf)).toEqual({ rows: rows('b', 'a'), waiting: 2 });
  });
});

describe('walking a list', () => {
  it('goes to the neighbour and stops at the ends', () => {
    expect([neighbour(['a', 'b'], 'a', 1), neighbour(['a', 'b'], 'b', 1), neighbour(['a', 'b'], 'x', 1)]).toEqual([
      'b',
      undefined,
      undefined,
    ]);
  });
});
