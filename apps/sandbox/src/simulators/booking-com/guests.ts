import type { Booker } from './reservations.ts';

/**
 * Invented guests. Among them what integrations trip over: Thai script, apostrophes, ampersands, diacritics, a very
 * short name. Addresses end in the reserved domain `.example`; no number of these ranges is in use.
 */
export const GUESTS: readonly Booker[] = [
  guest(['สมชาย', 'ใจดี'], ['somchai.120331', '+66 2 000 0101', 'กรุงเทพมหานคร', 'TH']),
  guest(['อรทัย', 'ศรีสวัสดิ์'], ['orathai.550912', '+66 2 000 0102', 'เชียงใหม่', 'TH']),
  guest(['Nattapong', 'Wongsakul'], ['nattapong.781203', '+66 2 000 0103', 'Bangkok', 'TH']),
  guest(['Siobhán', "O'Brien"], ['siobhan.330417', '+353 20 910 0104', 'Cork', 'IE']),
  guest(['Jürgen', 'Müller & Söhne'], ['jurgen.640825', '+49 30 23125 105', 'Köln', 'DE']),
  guest(['Chloé', 'Lefèvre'], ['chloe.901126', '+33 1 99 00 01 06', 'Lyon', 'FR']),
  guest(['浩', '田中'], ['hiroshi.210708', '+81 3 0000 0107', '大阪市', 'JP']),
  guest(['Li', 'Na'], ['lina.460219', '+86 10 0000 0108', 'Chengdu', 'CN']),
  guest(['Emma', 'van der Berg-Smith'], ['emma.870530', '+31 20 000 0109', 'Utrecht', 'NL']),
  guest(['Oleksandr', 'Kovalenko'], ['oleksandr.151014', '+380 44 000 0110', 'Kyiv', 'UA']),
  guest(['Priya', 'Ramachandran'], ['priya.720606', '+91 22 0000 0111', 'Chennai', 'IN']),
  guest(['Jack', 'Thompson'], ['jack.380922', '+61 2 5550 0112', 'Perth', 'AU']),
];

export const REMARKS: readonly string[] = [
  '',
  'Approximate time of arrival: between 15:00 and 16:00',
  'ขอห้องใกล้สระว่ายน้ำและเตียงเสริมสำหรับเด็ก 1 เตียง',
  'Honeymoon: flowers & a quiet room, please',
  'Late arrival by train, about 21:30. Is there a pick-up from Kanchanaburi station?',
  'Vegetarian breakfast (no egg, "jay" if possible)',
];

function guest([givenName, surname]: [string, string], [alias, phone, city, countryCode]: [string, string, string, string]): Booker {
  // Booking.com hides guests behind an alias address of its own.
  return { givenName, surname, email: `${alias}@guest.booking.example`, phone, city, countryCode };
}
