import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InventoryUpdate } from '@banrimkwae/connector-kit/capabilities/channel';
import { conformance } from '@banrimkwae/connector-kit/conformance';
import { redactBody } from '@banrimkwae/connector-kit/redact';
import { findAll, parseXml } from '@banrimkwae/connector-kit/xml';
import { describe, expect, it } from 'vitest';
import bookingCom from './connector.ts';
import { availabilityBatch, rateBatch } from './map-inventory.ts';
import { reservationsFrom } from './map-reservations.ts';
import { errorsIn } from './ota.ts';
import { NewReservations } from './schemas.ts';

const FIXTURES = join(import.meta.dirname, 'fixtures');

conformance(bookingCom, {
  fixtures: FIXTURES,
  config: { clientId: 'machine-account', clientSecret: 'booking-secret-for-tests', hotelId: '7001234' },
});

const AT = new Date('2026-11-23T02:00:00.000Z');

const update = (change: Partial<InventoryUpdate> = {}): InventoryUpdate => ({
  index: 0,
  roomId: '700123401',
  rateId: '9001001',
  from: '2026-12-24',
  to: '2026-12-26',
  available: 3,
  price: { amount: 450000, currency: 'THB' },
  minimumStay: 2,
  closed: false,
  closedToArrival: false,
  closedToDeparture: false,
  ...change,
});

/** What each record of a message says, in short, without the document around it. */
function recordsOf(document: string, name: string): Record<string, string | undefined>[] {
  return findAll(parseXml(document), name).map((record) => ({
    ...record.attributes,
    ...Object.assign({}, ...findAll(record, 'StatusApplicationControl').map(({ attributes }) => attributes)),
    ...Object.assign({}, ...findAll(record, 'RestrictionStatus').map(({ attributes }) => attributes)),
    ...Object.assign({}, ...findAll(record, 'LengthOfStay').map(({ attributes }) => attributes)),
    ...Object.assign({}, ...findAll(record, 'BaseByGuestAmt').map(({ attributes }) => attributes)),
  }));
}

describe('Booking.com inventory', () => {
  it('sends rooms once a room and night, however many rates share them, and never more than the smallest number', () => {
    const updates = [update(), update({ index: 1, rateId: '9001002', from: '2026-12-26', to: '2026-12-28', available: 2 })];
    const rooms = recordsOf(availabilityBatch(updates, AT).document, 'AvailStatusMessage').filter(({ BookingLimit }) => BookingLimit);
    expect(rooms).toEqual([
      { BookingLimit: '3', LocatorID: '1', InvTypeCode: '700123401', Start: '2026-12-24', End: '2026-12-25' },
      { BookingLimit: '2', LocatorID: '2', InvTypeCode: '700123401', Start: '2026-12-26', End: '2026-12-26' },
      { BookingLimit: '2', LocatorID: '3', InvTypeCode: '700123401', Start: '2026-12-27', End: '2026-12-28' },
    ]);
  });

  it('lays the refusal of a shared night on every update that shares it', () => {
    const updates = [update(), update({ index: 7, rateId: '9001002' })];
    expect(availabilityBatch(updates, AT).updates.get('1')).toEqual([0, 7]);
  });

  it('keeps closing, arrival, departure and stay apart: each is its own record and is always said, open or closed', () => {
    const document = availabilityBatch([update({ closed: true, closedToDeparture: true, minimumStay: 4 })], AT).document;
    const where = { InvTypeCode: '700123401', RatePlanCode: '9001001', Start: '2026-12-24', End: '2026-12-26' };
    expect(recordsOf(document, 'AvailStatusMessage').slice(1)).toEqual([
      { ...where, LocatorID: '2', Status: 'Close', Time: '4', MinMaxMessageType: 'SetMinLOS' },
      { ...where, LocatorID: '3', Status: 'Open', Restriction: 'Arrival' },
      { ...where, LocatorID: '4', Status: 'Close', Restriction: 'Departure' },
    ]);
  });

  it.each([
    ['baht', { amount: 450050, currency: 'THB' }, { AmountAfterTax: '450050', DecimalPlaces: '2', CurrencyCode: 'THB' }],
    ['yen', { amount: 18000, currency: 'JPY' }, { AmountAfterTax: '18000', DecimalPlaces: '0', CurrencyCode: 'JPY' }],
  ])('writes prices in minor units with their decimals: %s', (_name, price, expected) => {
    expect(recordsOf(rateBatch([update({ price })], AT).document, 'RateAmountMessage')).toEqual([expect.objectContaining(expected)]);
  });

  it('says what Booking.com says, whichever of its two dialects it uses', () => {
    const first = (text: string) => errorsIn(parseXml(text))[0];
    expect(first('<fault code="1003" string="Invalid hotel id"/>')).toEqual({ code: '1003', message: 'Invalid hotel id', record: '' });
    expect(first('<result><error code="SCHEMA">No</error></result>')).toEqual({ code: 'SCHEMA', message: 'No', record: '' });
    expect(first('<r><Errors><Error Code="402" RecordID="2" ShortText="Invalid room for this property"/></Errors></r>')).toEqual({
      code: '402',
      message: 'Invalid room for this property',
      record: '2',
    });
    expect(first('<r><Errors><Error/></Errors></r>')).toEqual({ code: 'error', message: 'No reason given', record: '' });
  });
});

const pulled = JSON.parse(readFileSync(join(FIXTURES, 'pull.json'), 'utf8')) as {
  exchanges: { endpoint: keyof typeof bookingCom.manifest.endpoints; received: { body: string } }[];
};
const queue = pulled.exchanges[0]?.received.body ?? '';
const read = (text: string) => reservationsFrom(NewReservations.parse(parseXml(text)), 'new')[0];

describe('Booking.com reservations', () => {
  it('keeps no part of a card: not in what is read, not in the log', () => {
    expect(queue).toMatch(/CardNumber="0{16}".*Booking\.com agent/);
    const document = JSON.stringify(NewReservations.parse(parseXml(queue)));
    expect(document).not.toMatch(/PaymentCard|0{16}|1228|Booking\.com agent/);
    for (const { endpoint, received } of pulled.exchanges) {
      const { redact = [] } = bookingCom.manifest.endpoints[endpoint] ?? {};
      expect(redactBody(received.body, { names: redact })).not.toMatch(/0{16}|SeriesCode="\d|1228|Booking\.com agent|4242/);
    }
  });

  it('gives the same content the same revision, whatever card or envelope it comes with, and a changed one another', () => {
    const revision = read(queue)?.revision;
    const others = queue
      .replace('ExpireDate="1228"', 'ExpireDate="0130"')
      .replace('TimeStamp="2026-11-23T02:00:01"', 'TimeStamp="2026-11-23T02:00:21"');
    expect(read(others)?.revision).toBe(revision);
    expect(read(queue.replace('about 22:00', 'about 23:00'))?.revision).not.toBe(revision);
    expect(read(queue.replace('ResStatus="Commit"', 'ResStatus="Cancel"'))?.revision).not.toBe(revision);
  });

  it('takes a booking for cancelled only when it says so or has no room', () => {
    expect(read(queue.replace('ResStatus="Commit"', ''))?.state).toBe('confirmed');
    expect(read(queue.replace('ResStatus="Commit"', 'ResStatus="Waitlist"'))?.state).toBe('confirmed');
    expect(read(queue.replace('ResStatus="Commit"', 'ResStatus="Cancelled"'))?.state).toBe('cancelled');
    expect(read(queue.replace(/<RoomStays>.*?<\/RoomStays>/s, '<RoomStays/>'))?.state).toBe('cancelled');
  });

  it.each([
    ['in fewer decimals', 'AmountAfterTax="14900" CurrencyCode="THB" DecimalPlaces="0"', { amount: 1490000, currency: 'THB' }],
    ['in more decimals', 'AmountAfterTax="1490000" CurrencyCode="JPY" DecimalPlaces="2"', { amount: 14900, currency: 'JPY' }],
    ['that is none', 'AmountAfterTax="?" CurrencyCode="THB" DecimalPlaces="2"', { amount: 1490000, currency: 'THB' }],
    ['without a currency', 'AmountAfterTax="1" DecimalPlaces="2"', { amount: 1490000, currency: 'THB' }],
  ])('reads a total %s, and the sum of the rooms where it cannot', (_name, attributes, total) => {
    const changed = queue.replace('AmountAfterTax="1490000" CurrencyCode="THB" DecimalPlaces="2"', attributes);
    expect(changed).not.toBe(queue);
    expect(read(changed)?.total).toEqual(total);
  });

  it('takes what else is missing for missing', () => {
    const bare = '<RoomStay><RoomRates><RoomRate EffectiveDate="2026-12-24"/></RoomRates></RoomStay><RoomStay IndexNumber="2"/>';
    const number = '<ResGlobalInfo><HotelReservationIDs><HotelReservationID ResID_Value="1"/></HotelReservationIDs></ResGlobalInfo>';
    const text = `<OTA_HotelResNotifRQ><HotelReservations><HotelReservation><RoomStays>${bare}</RoomStays>${number}</HotelReservation></HotelReservations></OTA_HotelResNotifRQ>`;
    expect(read(text)).toMatchObject({
      bookedAt: null,
      guest: { name: '', email: null, phone: null },
      rooms: [
        {
          lineId: '',
          channelRoomId: '',
          channelRateId: null,
          arrival: '2026-12-24',
          departure: '2026-12-25',
          guests: 0,
          guestName: null,
          total: null,
        },
      ],
      total: { amount: 0, currency: 'XXX' },
      commission: null,
      remarks: null,
    });
  });

  it('does not take a room whose nights it cannot read for a cancellation', () => {
    expect(read(queue.replaceAll('EffectiveDate', 'EffectiveDay'))).toMatchObject({ state: 'confirmed', rooms: [] });
  });

  it('refuses a document of another kind', () => {
    expect(NewReservations.safeParse(parseXml('<OTA_HotelResModifyNotifRQ/>')).success).toBe(false);
    expect(NewReservations.safeParse('<html>').success).toBe(false);
  });
});
