import type { FetchMissingManifest } from '@banrimkwae/connector-kit/manifest';
import type { Capability, ProviderType } from '@banrimkwae/contract/provider-fields';

/** What a new connector of one type begins with; the rest is in the folder of the type's name. */
export type Kind = {
  /** The capability it implements; none: only its connection can be tested. */
  capability?: Capability;
  /** Whether the provider calls us. */
  webhook: boolean;
  /** What can be found out afterwards, where the provider calls us: by the operations that the template has. */
  fetchMissing?: FetchMissingManifest;
  /** Lines of the manifest's `endpoints`, beside the account that every template reads. */
  endpoints: readonly string[];
};

export const KINDS: Readonly<Record<ProviderType, Kind>> = {
  payment: {
    capability: 'payments',
    webhook: true,
    fetchMissing: {
      way: 'inquiry',
      reachDays: 30,
      note: {
        en: 'Each open payment is asked for by its number; what else happened is not told afterwards.',
        th: 'สอบถามรายการชำระเงินที่ยังค้างทีละรายการตามหมายเลข เหตุการณ์อื่นไม่มีรายการย้อนหลัง',
      },
    },
    endpoints: [
      `payment_create: {
      method: 'POST',
      path: '/v1/payments',
      requestFormat: 'json',
      responseFormat: 'json',
      retry: 'with_key',
      idempotencyHeader: 'Idempotency-Key',
      movesMoney: true,
    },`,
      `payment_get: { ...read, path: '/v1/payments/{id}' },`,
      `payment_find: { ...read, path: '/v1/payments' },`,
    ],
  },
  booking: {
    capability: 'channel',
    webhook: false,
    endpoints: [
      `rooms: { ...read, path: '/v1/rooms' },`,
      `inventory_push: { method: 'POST', path: '/v1/inventory', requestFormat: 'json', responseFormat: 'json', retry: 'safe' },`,
      `reservations: { ...read, path: '/v1/reservations' },`,
      `acknowledge: { method: 'POST', path: '/v1/reservations/read', requestFormat: 'json', responseFormat: 'json', retry: 'safe' },`,
    ],
  },
  communication: {
    capability: 'messages',
    webhook: true,
    fetchMissing: {
      way: 'none',
      reachDays: 0,
      note: {
        en: 'Nothing is told afterwards: what did not arrive must be looked up in its own console.',
        th: 'ไม่มีรายการย้อนหลัง ข้อความที่มาไม่ถึงต้องดูในระบบของผู้ให้บริการ',
      },
    },
    endpoints: [
      `message_send: {
      method: 'POST',
      path: '/v1/messages',
      requestFormat: 'json',
      responseFormat: 'json',
      retry: 'with_key',
      idempotencyHeader: 'Idempotency-Key',
    },`,
    ],
  },
  utility: {
    capability: 'weather',
    webhook: false,
    endpoints: [
      `current: { ...read, path: '/v1/weather', cacheTtlSeconds: 600, staleSeconds: 21_600 },`,
      `forecast: { ...read, path: '/v1/forecast', cacheTtlSeconds: 3600, staleSeconds: 43_200 },`,
    ],
  },
  social: { webhook: false, endpoints: [] },
};
