import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type Answer,
  availabilityRequest,
  envelope,
  faults,
  grid,
  has,
  openTestExtranet,
  play,
  type TestExtranet,
} from './extranet-rig.ts';
import type { SceneResult } from './scenes.ts';
import { descendantsNamed } from './xml.ts';

const NEW = '/secure/hotels/ota/OTA_HotelResNotif';
const CHANGED = '/secure/hotels/ota/OTA_HotelResModifyNotif';
const MINUTE = 60_000;

const STAY = { roomId: '700123401', rateId: '9001001', arrival: '2026-12-24', nights: 2, adults: 2 };

const ids = (numbers: string[]) => numbers.map((id) => `<HotelReservationID ResID_Value="${id}"/>`).join('');

const ackNew = (...numbers: string[]) =>
  envelope(
    'OTA_HotelResNotifRS',
    '2.001',
    `<Success/><HotelReservations><HotelReservation><ResGlobalInfo><HotelReservationIDs>${ids(numbers)}</HotelReservationIDs></ResGlobalInfo></HotelReservation></HotelReservations>`,
  );

const ackChanged = (...numbers: string[]) =>
  envelope(
    'OTA_HotelResModifyNotifRS',
    '2.001',
    `<Success/><HotelResModifies><HotelResModify><ResGlobalInfo><HotelReservationIDs>${ids(numbers)}</HotelReservationIDs></ResGlobalInfo></HotelResModify></HotelResModifies>`,
  );

const numbersIn = (answer: Answer) => descendantsNamed(answer.xml, 'HotelReservationID').map((id) => id.attributes.ResID_Value);

describe('Booking.com reservations', () => {
  let extranet: TestExtranet;
  beforeEach(async () => {
    extranet = await openTestExtranet();
  });
  afterEach(() => extranet.close());

  const order = async (scene: string, input: unknown = {}) => (await play(extranet.simulator, scene, input)) as SceneResult;
  const booked = async (input: unknown = STAY): Promise<string> => {
    const result = await order('guestBooks', input);
    if (!result.done) throw new Error(result.reason);
    return result.reservationId;
  };
  const acknowledged = async (): Promise<string> => {
    const id = await booked();
    await extranet.get(NEW);
    await extranet.post(NEW, ackNew(id));
    return id;
  };
  const toSell = async (roomId = '700123401') => {
    const dates = await grid(extranet.simulator, { roomId, from: '2026-12-24', days: 3 });
    return dates.map((date) => date.toSell);
  };
  const missed = () => (extranet.simulator.state() as { missed: string[] }).missed;

  it('delivers a new booking until it is acknowledged, and takes its rooms off sale', async () => {
    const id = await booked();
    expect(await toSell()).toEqual([11, 11, 12]);
    const first = await extranet.get(NEW);
    expect(first.status).toBe(200);
    expect(first.xml.name).toBe('OTA_HotelResNotifRQ');
    expect(numbersIn(first)).toEqual([id]);
    expect(numbersIn(await extranet.get(NEW))).toEqual([id]);
    const answer = await extranet.post(NEW, ackNew(id));
    expect(answer.status).toBe(200);
    expect(has(answer, 'Success')).toBe(true);
    expect(numbersIn(await extranet.get(NEW))).toEqual([]);
    expect((await extranet.post(NEW, ackNew(id))).status).toBe(200);
  });

  it('acknowledges several bookings in one request', async () => {
    const numbers = [await booked(), await booked(), await booked()];
    await extranet.get(NEW);
    await extranet.post(NEW, ackNew(...numbers.slice(0, 2)));
    expect(numbersIn(await extranet.get(NEW))).toEqual(numbers.slice(2));
  });

  it('tells room, rate, nights, guests, prices, commission and never a card number', async () => {
    await booked({
      ...STAY,
      childAges: [6],
      guest: { givenName: 'Siobhán', surname: "O'Brien & ลูก" },
      remarks: 'Quiet room <please> "far" from the lift',
    });
    const answer = await extranet.get(NEW);
    const one = (name: string) => descendantsNamed(answer.xml, name)[0];
    expect(one('RoomStay')?.attributes).toEqual({ IndexNumber: '1' });
    expect(one('RoomType')?.attributes.RoomTypeCode).toBe('700123401');
    expect(descendantsNamed(answer.xml, 'RoomRate').map(({ attributes }) => attributes)).toEqual([
      { EffectiveDate: '2026-12-24', RatePlanCode: '9001001' },
      { EffectiveDate: '2026-12-25', RatePlanCode: '9001001' },
    ]);
    expect(descendantsNamed(answer.xml, 'GuestCount').map(({ attributes }) => attributes)).toEqual([
      { Count: '2', AgeQualifyingCode: '10' },
      { Count: '1', AgeQualifyingCode: '8', Age: '6' },
    ]);
    expect(descendantsNamed(answer.xml, 'Total').at(-1)?.attributes).toEqual({
      AmountAfterTax: '900000',
      CurrencyCode: 'THB',
      DecimalPlaces: '2',
    });
    expect(descendantsNamed(answer.xml, 'CommissionPayableAmount').at(-1)?.attributes.Amount).toBe('135000');
    expect(one('BasicPropertyInfo')?.attributes.HotelCode).toBe('7001234');
    expect(descendantsNamed(answer.xml, 'Surname').at(-1)?.text).toBe("O'Brien & ลูก");
    expect(one('Surname')?.text).toBe("Siobhán O'Brien & ลูก");
    expect(descendantsNamed(answer.xml, 'Text').at(-1)?.text).toBe('Quiet room <please> "far" from the lift');
    expect(one('HotelReservationID')?.attributes.ResID_Date).toBe('2026-11-20T03:15:00');
    expect(one('PaymentCard')?.attributes).toMatchObject({ CardCode: 'XX', CardNumber: '0000000000000000' });
  });

  it('marks rates paid by virtual card with VCC', async () => {
    await booked({ ...STAY, paidByPlatform: true });
    expect(descendantsNamed((await extranet.get(NEW)).xml, 'RoomRate')[0]?.attributes.RatePlanCode).toBe('9001001VCC');
  });

  it('holds several rooms in one reservation, each with its own number and guest', async () => {
    await booked({ ...STAY, rooms: 3 });
    const answer = await extranet.get(NEW);
    expect(descendantsNamed(answer.xml, 'RoomStay').map((room) => room.attributes.IndexNumber)).toEqual(['1', '2', '3']);
    expect(descendantsNamed(answer.xml, 'ResGuest').map((guest) => guest.attributes.ResGuestRPH)).toEqual(['1', '2', '3']);
    expect(await toSell()).toEqual([9, 9, 12]);
  });

  it('delivers a change after the acknowledgement as a modification with the whole latest state', async () => {
    const id = await acknowledged();
    await order('guestModifies', { reservationId: id, nights: 3, addRoom: { roomId: '700123404', rateId: '9004001' } });
    expect(numbersIn(await extranet.get(NEW))).toEqual([]);
    const answer = await extranet.get(CHANGED);
    expect(answer.xml.name).toBe('OTA_HotelResModifyNotifRQ');
    expect(descendantsNamed(answer.xml, 'HotelResModify')[0]?.attributes.ResStatus).toBe('Modify');
    expect(descendantsNamed(answer.xml, 'RoomStay').map((room) => room.attributes.IndexNumber)).toEqual(['1', '2']);
    expect(await toSell()).toEqual([11, 11, 11]);
    expect((await extranet.post(CHANGED, ackChanged(id))).status).toBe(200);
    expect(numbersIn(await extranet.get(CHANGED))).toEqual([]);
  });

  it('keeps the number of a room over the removal of another', async () => {
    const id = await booked({ ...STAY, rooms: 2 });
    await order('guestModifies', { reservationId: id, removeRoom: 1 });
    await order('guestModifies', { reservationId: id, addRoom: { roomId: '700123402', rateId: '9002001' } });
    const rooms = descendantsNamed((await extranet.get(NEW)).xml, 'RoomStay');
    expect(rooms.map((room) => room.attributes.IndexNumber)).toEqual(['2', '3']);
  });

  it('delivers a booking that changed before its acknowledgement as new, with its latest state', async () => {
    const id = await booked();
    await extranet.get(NEW);
    await order('guestModifies', { reservationId: id, nights: 3 });
    const late = await extranet.post(NEW, ackNew(id));
    expect(late.status).toBe(400);
    expect(faults(late)).toEqual([{ recordId: id, text: 'Hotel reservation has transaction message of the wrong type' }]);
    expect(numbersIn(await extranet.get(CHANGED))).toEqual([]);
    const again = await extranet.get(NEW);
    expect(numbersIn(again)).toEqual([id]);
    expect(descendantsNamed(again.xml, 'RoomRate')).toHaveLength(3);
    expect((await extranet.post(NEW, ackNew(id))).status).toBe(200);
  });

  it('delivers a booking cancelled before its acknowledgement as new and cancelled', async () => {
    const id = await booked();
    await order('guestCancels', { reservationId: id });
    const answer = await extranet.get(NEW);
    expect(descendantsNamed(answer.xml, 'HotelReservation')[0]?.attributes.ResStatus).toBe('Cancel');
  });

  it('delivers a cancellation without its stay, puts the rooms back on sale and reopens a closed room', async () => {
    const id = await acknowledged();
    const closure =
      '<AvailStatusMessage LocatorID="1"><StatusApplicationControl Start="2026-12-24" End="2026-12-25" InvTypeCode="700123401"/><RestrictionStatus Status="Close"/></AvailStatusMessage>';
    await extranet.post('/supply/hotels/ota/OTA_HotelAvailNotif', availabilityRequest(closure));
    expect(await order('guestBooks', STAY)).toEqual({ done: false, reason: 'room_closed' });
    await order('guestCancels', { reservationId: id });
    const answer = await extranet.get(CHANGED);
    expect(descendantsNamed(answer.xml, 'HotelResModify')[0]?.attributes.ResStatus).toBe('Cancel');
    expect(has(answer, 'RoomStay')).toBe(false);
    expect(await toSell()).toEqual([12, 12, 12]);
    expect((await order('guestBooks', STAY)).done).toBe(true);
    expect(await order('guestCancels', { reservationId: id })).toEqual({ done: false, reason: 'no_such_reservation' });
  });

  it('keeps a rejected message queued, and does not count it as missed', async () => {
    const [rejected, silent] = [await booked(), await booked()];
    await extranet.get(NEW);
    const answer = await extranet.post(
      NEW,
      envelope(
        'OTA_HotelResNotifRS',
        '2.001',
        `<Errors><Error Type="3" Code="450" RecordID="${rejected}" ShortText="Room not mapped"/></Errors>`,
      ),
    );
    expect(answer.status).toBe(200);
    expect(numbersIn(await extranet.get(NEW))).toEqual([rejected, silent]);
    extranet.advance(30 * MINUTE);
    expect(missed()).toEqual([silent]);
  });

  it('hands what is not acknowledged in 30 minutes to e-mail; the recovery filters still find it', async () => {
    const id = await booked();
    extranet.advance(30 * MINUTE - 1);
    expect(numbersIn(await extranet.get(NEW))).toEqual([id]);
    expect(missed()).toEqual([]);
    extranet.advance(1);
    expect(numbersIn(await extranet.get(NEW))).toEqual([]);
    expect(missed()).toEqual([id]);
    expect(numbersIn(await extranet.get(`${NEW}?last_change=2026-11-20%2000:00:00`))).toEqual([id]);
    expect(numbersIn(await extranet.get(`${NEW}?id=${id}&hotel_ids=7001234&limit=10`))).toEqual([id]);
    await extranet.post(NEW, ackNew(id));
    expect(missed()).toEqual([]);
  });

  it.each([
    ['another property', '?hotel_ids=1', 403, 'Access denied for hotel'],
    ['an unknown filter', '?since=yesterday', 400, 'since'],
    ['a broken time', '?last_change=2026-11-20', 400, 'last_change'],
    ['a limit below 10', '?limit=5', 400, 'limit'],
    ['a limit above 200', '?limit=201', 400, 'limit'],
  ])('refuses to fetch for %s', async (_name, query, status, text) => {
    const answer = await extranet.get(`${NEW}${query}`);
    expect(answer.status).toBe(status);
    expect(faults(answer)[0]?.text).toContain(text);
  });

  it('refuses an acknowledgement of an unknown booking, and then acknowledges none', async () => {
    const id = await booked();
    await extranet.get(NEW);
    const answer = await extranet.post(NEW, ackNew(id, '4999999999'));
    expect(answer.status).toBe(404);
    expect(faults(answer)).toEqual([{ recordId: '4999999999', text: 'Hotel reservation was not found' }]);
    expect(numbersIn(await extranet.get(NEW))).toEqual([id]);
  });

  it('refuses an acknowledgement at the other endpoint, and of a message never fetched', async () => {
    const id = await booked();
    expect((await extranet.post(NEW, ackNew(id))).status).toBe(400);
    await extranet.get(NEW);
    expect(faults(await extranet.post(CHANGED, ackChanged(id)))[0]?.text).toContain('wrong type');
  });

  it.each([
    ['the root of the other endpoint', ackChanged('1'), 'Root element'],
    ['neither Success nor Errors', ackNew('1').replace('<Success/>', ''), 'Either Success'],
    ['Success without a number', envelope('OTA_HotelResNotifRS', '2.001', '<Success/>'), 'Either Success'],
    [
      'both Success and Errors',
      ackNew('1').replace('<Success/>', '<Success/><Errors><Error RecordID="1" ShortText="x"/></Errors>'),
      'Either Success',
    ],
    ['an unknown attribute', ackNew('1').replace('ResID_Value', 'ResID'), 'Unknown attribute'],
    ['malformed XML', '<OTA_HotelResNotifRS>', 'not well-formed'],
  ])('refuses an acknowledgement with %s', async (_name, body, text) => {
    const answer = await extranet.post(NEW, body);
    expect(answer.status).toBe(400);
    expect(faults(answer)[0]?.text).toContain(text);
  });

  it('lets guests book only what is on sale', async () => {
    const close = (content: string, target = 'InvTypeCode="700123401" RatePlanCode="9001001"', attributes = '') =>
      extranet.post(
        '/supply/hotels/ota/OTA_HotelAvailNotif',
        availabilityRequest(
          `<AvailStatusMessage LocatorID="1" ${attributes}><StatusApplicationControl Start="2026-12-24" End="2026-12-26" ${target}/>${content}</AvailStatusMessage>`,
        ),
      );
    await close('<LengthsOfStay><LengthOfStay Time="3" MinMaxMessageType="SetMinLOS"/></LengthsOfStay>');
    expect(await order('guestBooks', STAY)).toEqual({ done: false, reason: 'minimum_stay' });
    await close(
      '<LengthsOfStay><LengthOfStay Time="0" MinMaxMessageType="SetMinLOS"/><LengthOfStay Time="1" MinMaxMessageType="SetMaxLOS"/></LengthsOfStay>',
    );
    expect(await order('guestBooks', STAY)).toEqual({ done: false, reason: 'maximum_stay' });
    await close(
      '<LengthsOfStay><LengthOfStay Time="0" MinMaxMessageType="SetMaxLOS"/></LengthsOfStay><RestrictionStatus Restriction="Arrival" Status="Close"/>',
    );
    expect(await order('guestBooks', STAY)).toEqual({ done: false, reason: 'closed_on_arrival' });
    await close('<RestrictionStatus Restriction="Arrival" Status="Open"/><RestrictionStatus Restriction="Departure" Status="Close"/>');
    expect(await order('guestBooks', STAY)).toEqual({ done: false, reason: 'closed_on_departure' });
    await close('<RestrictionStatus Restriction="Departure" Status="Open"/><RestrictionStatus Status="Close"/>');
    expect(await order('guestBooks', STAY)).toEqual({ done: false, reason: 'rate_closed' });
    await close('<RestrictionStatus Status="Open"/>');
    await close('', 'InvTypeCode="700123401"', 'BookingLimit="1"');
    expect(await order('guestBooks', { ...STAY, rooms: 2 })).toEqual({ done: false, reason: 'sold_out' });
    expect((await order('guestBooks', STAY)).done).toBe(true);
    expect(await order('guestBooks', STAY)).toEqual({ done: false, reason: 'sold_out' });
    expect(await order('guestBooks', { ...STAY, roomId: '1' })).toEqual({ done: false, reason: 'no_such_room_or_rate' });
  });

  it('keeps the old stay when a change cannot be booked', async () => {
    const id = await booked();
    for (let count = 0; count < 12; count += 1) await booked({ ...STAY, arrival: '2026-12-26', nights: 1 });
    expect(await order('guestModifies', { reservationId: id, nights: 3 })).toEqual({ done: false, reason: 'sold_out' });
    expect(await toSell()).toEqual([11, 11, 0]);
    expect(await order('guestModifies', { reservationId: id, removeRoom: 1 })).toEqual({
      done: false,
      reason: 'last_room_must_be_cancelled',
    });
  });

  it('plays a day without being told details, and forgets all of it on reset', async () => {
    for (let count = 0; count < 10; count += 1) expect((await order('guestBooks')).done).toBe(true);
    expect((await order('guestModifies')).done).toBe(true);
    expect((await order('guestCancels')).done).toBe(true);
    await expect(async () => order('guestBooks', { room: 'any' })).rejects.toThrow();
    extranet.simulator.reset();
    expect(extranet.simulator.state()).toMatchObject({ reservations: [], missed: [] });
    expect((await extranet.get(NEW)).status).toBe(401);
  });

  it('has its own form for ordered faults', () => {
    expect(extranet.simulator.errorBody(500)).toMatchObject({
      contentType: expect.stringContaining('xml'),
      body: expect.stringContaining('INTERNAL_SERVER_ERROR'),
    });
  });
});
