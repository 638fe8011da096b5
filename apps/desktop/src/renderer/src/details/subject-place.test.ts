import { describe, expect, it } from 'vitest';
import { placeOf } from './subject-place.ts';

describe('the screen behind an id', () => {
  it.each([
    ['pay_01J', { kind: 'payment', id: 'pay_01J' }],
    ['res_01J', { kind: 'reservation', id: 'res_01J' }],
    ['rpl_01J', { kind: 'replay', id: 'rpl_01J' }],
    ['out_01J', { kind: 'outage', id: 'out_01J' }],
    ['apv_01J', { kind: 'approval', id: 'apv_01J' }],
    ['dp_01J', { kind: 'dispute', id: 'dp_01J' }],
    ['stripe', { kind: 'provider', id: 'stripe' }],
    ['open', undefined],
    ['op_01J', undefined],
    ['', undefined],
  ])('%s', (id, place) => {
    expect(placeOf(id, ['stripe', 'line'])).toEqual(place);
  });
});
