import { addressIn, type Carrier, NOTHING_TO_SAY } from '../carrier.ts';
import { publicAddressField } from './public-address-field.ts';

/** The resort's own reverse proxy or public address: nothing of ours runs, it is only watched. */
export function manualCarrier(profile: 'practice' | 'live'): Carrier {
  return {
    kind: 'manual',
    name: 'Own address',
    about: {
      en: "The resort has its own web server or fixed address that passes requests on to this agent's webhook port.",
      th: 'รีสอร์ทมีเว็บเซิร์ฟเวอร์หรือที่อยู่คงที่ของตนเองที่ส่งต่อคำขอมายังพอร์ตเว็บฮุกของเอเจนต์',
    },
    fields: [
      publicAddressField(profile, {
        en: 'Where your server takes requests for this agent, without a path.',
        th: 'ที่อยู่ที่เซิร์ฟเวอร์ของคุณรับคำขอให้เอเจนต์นี้ ไม่ต้องใส่พาธ',
      }),
    ],
    replaceable: false,
    missing: () => null,
    toCopy: () => Promise.resolve([]),
    start: ({ values }) => ({
      publicUrl: () => addressIn(values, 'publicUrl'),
      health: () => Promise.resolve(NOTHING_TO_SAY),
      stop: () => Promise.resolve(),
    }),
  };
}
