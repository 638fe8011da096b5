import { describe, expect, it } from 'vitest';
import { publicUrlOf } from './public-url.ts';

describe('the public address behind a webhook address', () => {
  it.each([
    ['https://desk.example.com/webhooks/stripe', 'https://desk.example.com'],
    ['https://example.com/desk/webhooks/stripe', 'https://example.com/desk'],
    ['https://desk.example.com/webhooks/line', 'https://desk.example.com/webhooks/line'],
  ])('%s', (address, base) => {
    expect(publicUrlOf(address, 'stripe')).toBe(base);
  });
});
