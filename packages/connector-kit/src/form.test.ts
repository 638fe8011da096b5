import { describe, expect, it } from 'vitest';
import { encodeForm } from './form.ts';

describe('form encoding', () => {
  it('nests with brackets and numbers lists, as Stripe reads them', () => {
    const body = encodeForm({
      amount: 100,
      expand: ['a', 'b'],
      line_items: [{ price_data: { currency: 'thb' } }],
      confirm: true,
      note: 'a b&c',
      left: undefined,
      none: null,
    });
    expect(decodeURIComponent(body)).toBe(
      'amount=100&expand[0]=a&expand[1]=b&line_items[0][price_data][currency]=thb&confirm=true&note=a+b&c',
    );
    expect(body).toContain('note=a+b%26c');
  });
});
