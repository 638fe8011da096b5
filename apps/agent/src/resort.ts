import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '@banrimkwae/contract/errors';
import { Bilingual } from '@banrimkwae/contract/primitives';
import { Resort } from '@banrimkwae/contract/system';
import * as z from 'zod';

const RoomTypes = z
  .array(z.strictObject({ id: z.string().regex(/^[a-z0-9-]+$/), name: Bilingual, count: z.int().min(1).max(254) }))
  .min(1)
  .refine((types) => new Set(types.map(({ id }) => id)).size === types.length, 'Two room types have the same id.');
const knownTimeZone = z.string().refine((zone) => Intl.supportedValuesOf('timeZone').includes(zone), 'This time zone does not exist.');
const days = z.int().min(1).max(3650);
/** How long what is finished is kept, in days. Only what is named differs from the usual. */
const Retention = z.strictObject({
  webhookBodies: days.default(90),
  webhookEvents: days.default(400),
  refusedDeliveries: days.default(30),
  providerCalls: days.default(30),
});
/** Those that exchange rates are fetched for. */
const GuestCurrencies = z
  .array(z.string().regex(/^[A-Z]{3}$/))
  .min(1)
  .max(30);
const ResortConfiguration = Resort.extend({
  timeZone: knownTimeZone,
  roomTypes: RoomTypes,
  retention: Retention,
  guestCurrencies: GuestCurrencies,
});
/** The resort itself: who, where, which money and calendar, what it has for sale, and how long it keeps things. */
export type ResortConfiguration = z.infer<typeof ResortConfiguration>;

export const RESORT_FILE = 'resort.json';

const BANRIMKWAE: ResortConfiguration = {
  name: { en: 'Banrimkwae Resort', th: 'บ้านริมแคว รีสอร์ท' },
  address: '88 Moo 4, Tha Makham, Mueang Kanchanaburi, Kanchanaburi 71000, Thailand',
  latitude: 14.0418,
  longitude: 99.5037,
  timeZone: 'Asia/Bangkok',
  currency: 'THB',
  languages: ['th', 'en'],
  roomTypes: [
    { id: 'riverside-deluxe', name: { en: 'Riverside Deluxe', th: 'ริเวอร์ไซด์ ดีลักซ์' }, count: 12 },
    { id: 'garden-villa', name: { en: 'Garden Villa', th: 'การ์เดน วิลล่า' }, count: 8 },
    { id: 'family-suite', name: { en: 'Family Suite', th: 'แฟมิลี่ สวีท' }, count: 6 },
    { id: 'pool-villa', name: { en: 'Pool Villa', th: 'พูล วิลล่า' }, count: 4 },
  ],
  retention: Retention.parse({}),
  guestCurrencies: ['USD', 'EUR', 'GBP', 'CNY', 'JPY', 'KRW', 'HKD', 'SGD', 'MYR', 'AUD', 'INR', 'CHF'],
};

/**
 * Reads `resort.json` in the data folder; a field that is left out is as at Banrimkwae Resort. Throws AppError `storage_unavailable`
 * naming each field that is wrong: with a wrong currency or calendar nothing may start.
 */
export function readResort(dataDir: string): ResortConfiguration {
  const file = join(dataDir, RESORT_FILE);
  if (!existsSync(file)) return BANRIMKWAE;
  const refuse = (problem: string, cause: unknown) =>
    new AppError('storage_unavailable', { message: `${file} cannot be used: ${problem}`, hint: 'Mend the file and start again.', cause });
  let given: unknown;
  try {
    given = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw refuse('it is not JSON.', cause);
  }
  const parsed = ResortConfiguration.safeParse({ ...BANRIMKWAE, ...z.record(z.string(), z.unknown()).parse(given) });
  if (!parsed.success)
    throw refuse(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '), parsed.error);
  return parsed.data;
}
