import type { Provider, WebhookSetup } from '@banrimkwae/contract/providers';
import type * as z from 'zod';

export type Setup = z.infer<typeof WebhookSetup>;

/** How each provider's way to us stands: one of every state. */
export function makeSetups(now: number, providers: readonly Provider[]): Map<string, Setup> {
  const ago = (minutes: number) => new Date(now - minutes * 60_000).toISOString();
  const base = 'https://desk.banrimkwae.example/webhooks';
  const of = (id: string): Setup => ({
    address: `${base}/${id}`,
    hasKeyInAddress: false,
    registeredAddress: null,
    state: 'not_set_up',
    canRegister: false,
    canTest: false,
    lastDeliveryAt: null,
    proof: null,
    secrets: [],
    problem: null,
  });
  const setups: Record<string, Partial<Setup>> = {
    stripe: {
      registeredAddress: `${base}/stripe`,
      state: 'working',
      canRegister: true,
      canTest: true,
      lastDeliveryAt: ago(1),
      proof: { at: ago(1), how: 'delivery', success: true, message: 'A genuine delivery arrived.' },
      secrets: [
        { use: 'current', lastFour: '8c1d', addedAt: ago(300), endsAt: null },
        { use: 'previous', lastFour: '03fa', addedAt: ago(90_000), endsAt: ago(-1140) },
      ],
    },
    line: {
      registeredAddress: 'https://old.banrimkwae.example/webhooks/line',
      state: 'address_changed',
      canRegister: true,
      canTest: true,
      lastDeliveryAt: ago(252),
      proof: { at: ago(95), how: 'test_call', success: false, message: 'LINE could not reach the address.' },
      secrets: [{ use: 'current', lastFour: '77b0', addedAt: ago(120_000), endsAt: null }],
      problem: {
        sentence: { en: 'LINE still calls the address of before the move.', th: 'LINE ยังส่งไปที่อยู่เดิมก่อนย้าย' },
        nextStep: { en: 'Register the present address.', th: 'ลงทะเบียนที่อยู่ปัจจุบัน' },
        since: ago(95),
      },
    },
    'booking-com': { registeredAddress: `${base}/booking-com`, state: 'waiting_for_first', secrets: [] },
  };
  return new Map(providers.filter(({ hasWebhook }) => hasWebhook).map(({ id }) => [id, { ...of(id), ...setups[id] }]));
}
