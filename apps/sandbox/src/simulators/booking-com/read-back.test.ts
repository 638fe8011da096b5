import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { availabilityRequest, openTestExtranet, play, type TestExtranet } from './extranet-rig.ts';
import { descendantsNamed } from './xml.ts';

const AVAILABILITY = '/supply/hotels/xml/roomrateavailability';
const MAPPING = '/supply/hotels/xml/roomrates';

describe('Booking.com mapping and read-back', () => {
  let extranet: TestExtranet;
  beforeEach(async () => {
    extranet = await openTestExtranet();
  });
  afterEach(() => extranet.close());

  it('lists every room with its rates', async () => {
    const answer = await extranet.post(MAPPING, '<request><hotel_id>7001234</hotel_id></request>');
    const rooms = descendantsNamed(answer.xml, 'room');
    expect(rooms.map((room) => room.attributes.room_name)).toEqual(['Riverside Deluxe', 'Garden Villa', 'Family Suite', 'Pool Villa']);
    expect(rooms[0]?.attributes).toMatchObject({ id: '700123401', hotel_id: '7001234', max_children: '1' });
    expect(descendantsNamed(answer.xml, 'rate').map((rate) => rate.attributes.id)).toEqual([
      '9001001',
      '9001002',
      '9002001',
      '9002002',
      '9003001',
      '9003002',
      '9004001',
      '9004002',
    ]);
    expect(descendantsNamed(answer.xml, 'rate')[0]?.attributes).toMatchObject({ policy_id: '152', max_persons: '2' });
    expect(answer.text).toMatch(/RUID: \[/);
  });

  it('reads back at room level what was pushed and what was sold', async () => {
    await extranet.post(
      '/supply/hotels/ota/OTA_HotelAvailNotif',
      availabilityRequest(
        '<AvailStatusMessage BookingLimit="3" LocatorID="1"><StatusApplicationControl Start="2026-12-24" End="2026-12-24" InvTypeCode="700123401"/></AvailStatusMessage>',
      ),
    );
    await play(extranet.simulator, 'guestBooks', { roomId: '700123401', rateId: '9001001', arrival: '2026-12-24', nights: 1 });
    const answer = await extranet.post(
      AVAILABILITY,
      '<request><hotel_id>7001234</hotel_id><start_date>2026-12-24</start_date><number_of_days>2</number_of_days><room_level>1</room_level><room_id>700123401</room_id></request>',
    );
    expect(descendantsNamed(answer.xml, 'date').map((date) => date.attributes)).toMatchObject([
      { value: '2026-12-24', rooms_to_sell: '2', booked: '1', cancelled: '0', closed: '0' },
      { value: '2026-12-25', rooms_to_sell: '12', booked: '0' },
    ]);
  });

  it('reads back at rate level, from tomorrow on for 31 days unless told otherwise', async () => {
    const answer = await extranet.post(AVAILABILITY, '<request><hotel_id>7001234</hotel_id><room_id>700123404</room_id></request>');
    expect(descendantsNamed(answer.xml, 'rate').map((rate) => rate.attributes.rate_id)).toEqual(['9004001', '9004002']);
    const dates = descendantsNamed(answer.xml, 'date').map((date) => date.attributes.value);
    expect(dates).toHaveLength(62);
    expect([dates[0], dates[30]]).toEqual(['2026-11-21', '2026-12-21']);
  });

  it.each([
    ['another property', AVAILABILITY, '<request><hotel_id>1</hotel_id></request>', 403, 'Access denied for hotel'],
    ['another property (mapping)', MAPPING, '<request><hotel_id>1</hotel_id></request>', 403, 'Access denied for hotel'],
    ['no property', AVAILABILITY, '<request/>', 400, 'hotel_id'],
    ['32 days', AVAILABILITY, '<request><hotel_id>7001234</hotel_id><number_of_days>32</number_of_days></request>', 400, 'number_of_days'],
    ['0 days', AVAILABILITY, '<request><hotel_id>7001234</hotel_id><number_of_days>0</number_of_days></request>', 400, 'number_of_days'],
    ['a broken date', AVAILABILITY, '<request><hotel_id>7001234</hotel_id><start_date>soon</start_date></request>', 400, 'start_date'],
    ['an unknown room', AVAILABILITY, '<request><hotel_id>7001234</hotel_id><room_id>5</room_id></request>', 400, 'ROOM_ID_INVALID'],
    ['an unknown element', MAPPING, '<request><hotel>7001234</hotel></request>', 400, 'Unknown element'],
    ['another root', MAPPING, '<requests/>', 400, 'Root element'],
    ['malformed XML', MAPPING, '<request>', 400, 'error'],
  ])('refuses %s', async (_name, path, body, status, text) => {
    const answer = await extranet.post(path, body);
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(text);
  });

  it('refuses another content type and a retired version', async () => {
    expect((await extranet.post(MAPPING, '<request/>', { 'content-type': 'application/json' })).status).toBe(415);
    expect((await extranet.post(MAPPING, '<request/>', { 'accept-version': '1.0' })).status).toBe(400);
  });

  it('answers 404 to an address it does not have', async () => {
    expect((await extranet.post('/supply/hotels/xml/promotions', '<request/>')).status).toBe(404);
  });
});
