import { describe, expect, it } from 'vitest';
import { isFiltered, wanted } from './payment-filter.ts';

describe('the filter of payments', () => {
  it('takes days as they are at the resort, the last one included', () => {
    expect(wanted({ from: '2026-11-23', to: '2026-11-24' }, 'Asia/Bangkok')).toEqual({
      from: '2026-11-22T17:00:00.000Z',
      to: '2026-11-24T17:00:00.000Z',
    });
  });

  it('leaves out what the agent does not know', () => {
    expect(wanted({ state: 'lost', method: 'cheque', provider: 'scb', q: '' }, 'Asia/Bangkok')).toEqual({ provider: 'scb' });
  });

  it('is none while nothing is set', () => {
    expect([isFiltered({}), isFiltered({ q: undefined }), isFiltered({ method: 'paypal' })]).toEqual([false, false, true]);
  });
});
