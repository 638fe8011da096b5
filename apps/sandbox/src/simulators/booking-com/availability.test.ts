import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { availabilityRequest, faults, grid, has, openTestExtranet, type TestExtranet } from './extranet-rig.ts';
import { descendantsNamed } from './xml.ts';

const PATH = '/supply/hotels/ota/OTA_HotelAvailNotif';
const ROOM = '700123401';
const RATE = '9001001';

const limit = (value: number | string, locator = 1, dates = 'Start="2026-12-24" End="2026-12-26"') =>
  `<AvailStatusMessage BookingLimit="${value}" LocatorID="${locator}"><StatusApplicationControl ${dates} InvTypeCode="${ROOM}"/></AvailStatusMessage>`;

const restriction = (content: string, locator = 1, target = `InvTypeCode="${ROOM}" RatePlanCode="${RATE}"`) =>
  `<AvailStatusMessage LocatorID="${locator}"><StatusApplicationControl Start="2026-12-25" End="2026-12-25" ${target}/>${content}</AvailStatusMessage>`;

describe('Booking.com availability push', () => {
  let extranet: TestExtranet;
  beforeEach(async () => {
    extranet = await openTestExtranet();
  });
  afterEach(() => extranet.close());

  const cells = () => grid(extranet.simulator, { roomId: ROOM, from: '2026-12-24', days: 4 });
  const rateCells = async () => (await cells()).map((cell) => cell.rates[0]);

  it('sets rooms to sell on every date of the range, and ends its answer with a RUID', async () => {
    const answer = await extranet.post(PATH, availabilityRequest(limit(3)));
    expect(answer.status).toBe(200);
    expect(answer.xml.name).toBe('OTA_HotelAvailNotifRS');
    expect(has(answer, 'Success')).toBe(true);
    expect(answer.text).toMatch(/<!-- RUID: \[\S+\] -->\s*<\/OTA_HotelAvailNotifRS>\s*$/);
    expect((await cells()).map((cell) => cell.toSell)).toEqual([3, 3, 3, 12]);
  });

  it.each([
    [0, 0],
    [254, 254],
    [255, 255],
    [256, 254],
    [9999, 254],
  ])('takes a BookingLimit of %i as %i', async (sent, stored) => {
    expect((await extranet.post(PATH, availabilityRequest(limit(sent)))).status).toBe(200);
    expect((await cells())[0]?.toSell).toBe(stored);
  });

  it('sets stays, arrival and departure restrictions and closures of one rate', async () => {
    const answer = await extranet.post(
      PATH,
      availabilityRequest(
        restriction(
          '<LengthsOfStay><LengthOfStay Time="2" MinMaxMessageType="SetMinLOS"/><LengthOfStay Time="14" MinMaxMessageType="SetMaxLOS"/></LengthsOfStay><RestrictionStatus Status="Open"/>',
        ) +
          restriction('<RestrictionStatus Restriction="Arrival" Status="Close"/>', 2) +
          restriction('<RestrictionStatus Restriction="Departure" Status="Close"/>', 3) +
          restriction('<LengthsOfStay ArrivalDateBased="1"><LengthOfStay Time="3" MinMaxMessageType="SetMinLOS"/></LengthsOfStay>', 4),
      ),
    );
    expect(answer.status).toBe(200);
    expect(has(answer, 'Warnings')).toBe(false);
    expect((await rateCells())[1]).toMatchObject({
      minimumStay: 2,
      maximumStay: 14,
      minimumStayArrival: 3,
      closedOnArrival: true,
      closedOnDeparture: true,
      closed: false,
    });
    expect((await rateCells())[2]).toMatchObject({ minimumStay: 0, closedOnArrival: false });
  });

  it('closes and opens a whole room type without a rate', async () => {
    await extranet.post(PATH, availabilityRequest(restriction('<RestrictionStatus Status="Close"/>', 1, `InvTypeCode="${ROOM}"`)));
    expect((await cells()).map((cell) => cell.closed)).toEqual([false, true, false, false]);
    await extranet.post(PATH, availabilityRequest(restriction('<RestrictionStatus Status="Open"/>', 1, `InvTypeCode="${ROOM}"`)));
    expect((await cells())[1]?.closed).toBe(false);
  });

  it('applies only the first of repeated dates and warns', async () => {
    const answer = await extranet.post(PATH, availabilityRequest(limit(3, 1) + limit(7, 2, 'Start="2026-12-26" End="2026-12-27"')));
    expect(answer.status).toBe(200);
    expect(has(answer, 'Success')).toBe(true);
    expect(faults(answer, 'Warning')).toEqual([{ recordId: '2', text: expect.stringContaining('WARN_DUPLICATE_DATES') }]);
    expect((await cells()).map((cell) => cell.toSell)).toEqual([3, 3, 3, 7]);
  });

  it('applies the good messages and lists the bad ones, without Success, on HTTP 200', async () => {
    const unknownRoom = limit(1, 2).replace(ROOM, '700123499');
    const answer = await extranet.post(PATH, availabilityRequest(limit(3) + unknownRoom));
    expect(answer.status).toBe(200);
    expect(has(answer, 'Success')).toBe(false);
    expect(faults(answer)).toEqual([{ recordId: '2', text: "ROOM_ID_INVALID: Room ID '700123499' is not valid" }]);
    expect((await cells())[0]?.toSell).toBe(3);
  });

  it.each([
    ['an unknown room', limit(1).replace(ROOM, '42'), 'ROOM_ID_INVALID'],
    [
      'a rate of another room',
      restriction('<RestrictionStatus Status="Close"/>', 1, `InvTypeCode="${ROOM}" RatePlanCode="9002001"`),
      'RATE_ID_INVALID',
    ],
    ['a date two days in the past', limit(1, 1, 'Start="2026-11-18" End="2026-11-20"'), 'NOT_A_VALID_DATE'],
    ['a date more than three years ahead', limit(1, 1, 'Start="2029-11-21" End="2029-11-21"'), 'NOT_A_VALID_DATE'],
    ['a date that does not exist', limit(1, 1, 'Start="2027-02-29" End="2027-02-29"'), 'NOT_A_VALID_DATE'],
    ['a date in another form', limit(1, 1, 'Start="24-12-2026" End="26-12-2026"'), 'NOT_A_VALID_DATE'],
    ['an end before its start', limit(1, 1, 'Start="2026-12-26" End="2026-12-24"'), 'FROM_DATE_SHOULD_BE_LESS_THAN_TO_DATE'],
    ['a negative number of rooms', limit(-1), 'BookingLimit'],
    ['a broken number of rooms', limit('2.5'), 'BookingLimit'],
    [
      'a stay restriction without a rate',
      restriction('<LengthsOfStay><LengthOfStay Time="2" MinMaxMessageType="SetMinLOS"/></LengthsOfStay>', 1, `InvTypeCode="${ROOM}"`),
      'RATE_ID_MISSING',
    ],
    [
      'an arrival restriction without a rate',
      restriction('<RestrictionStatus Restriction="Arrival" Status="Close"/>', 1, `InvTypeCode="${ROOM}"`),
      'RATE_ID_MISSING',
    ],
    [
      'a stay above 31 nights',
      restriction('<LengthsOfStay><LengthOfStay Time="32" MinMaxMessageType="SetMaxLOS"/></LengthsOfStay>'),
      'Time',
    ],
    [
      'an unknown kind of stay',
      restriction('<LengthsOfStay><LengthOfStay Time="2" MinMaxMessageType="MinLOS"/></LengthsOfStay>'),
      'MinMaxMessageType',
    ],
    ['an unknown status', restriction('<RestrictionStatus Status="Closed"/>'), 'Status'],
    ['an unknown restriction', restriction('<RestrictionStatus Restriction="Master" Status="Close"/>'), 'Restriction'],
    ['a message that says nothing', restriction(''), 'neither'],
  ])('answers HTTP 400 with the LocatorID when the only message has %s', async (_name, message, text) => {
    const before = await cells();
    const answer = await extranet.post(PATH, availabilityRequest(message));
    expect(answer.status).toBe(400);
    expect(has(answer, 'Success')).toBe(false);
    expect(faults(answer)).toEqual([{ recordId: '1', text: expect.stringContaining(text) }]);
    expect(descendantsNamed(answer.xml, 'Error')[0]?.attributes).toMatchObject({ Status: 'NotProcessed', Type: '3' });
    expect(await cells()).toEqual(before);
  });

  it('judges the past by Central European Time', async () => {
    // 00:30 on 21 November in Amsterdam, still the 20th in UTC.
    extranet.advance(Date.parse('2026-11-20T23:30:00Z') - Date.parse('2026-11-20T03:15:00Z'));
    const authorization = `Bearer ${await extranet.renewToken()}`;
    const post = (start: string) =>
      extranet.post(PATH, availabilityRequest(limit(1, 1, `Start="${start}" End="${start}"`)), { authorization });
    expect((await post('2026-11-20')).status).toBe(200);
    expect((await post('2026-11-19')).status).toBe(400);
  });

  it('refuses more than one calendar month in a request, and applies nothing of it', async () => {
    const answer = await extranet.post(PATH, availabilityRequest(limit(3) + limit(4, 2, 'Start="2027-01-01" End="2027-01-02"')));
    expect(answer.status).toBe(400);
    expect(faults(answer)[0]?.text).toContain('2026-12, 2027-01');
    expect((await cells())[0]?.toSell).toBe(12);
  });

  it.each([
    ['malformed XML', '<OTA_HotelAvailNotifRQ', 'not well-formed'],
    ['an empty body', '', 'not well-formed'],
    [
      'a document type declaration',
      `<!DOCTYPE x [<!ENTITY a "b">]>${availabilityRequest(limit(1)).replace(/^<\?.*?\?>/, '')}`,
      'document type',
    ],
    ['the wrong root', '<OTA_HotelRateAmountNotifRQ xmlns="http://www.opentravel.org/OTA/2003/05"/>', 'Root element'],
    ['another namespace', availabilityRequest(limit(1)).replace('2003/05', '2010/01'), 'Namespace'],
    ['an unknown element', availabilityRequest(`${limit(1)}<Extra/>`), "Unknown element 'Extra'"],
    ['an unknown attribute', availabilityRequest(limit(1).replace('LocatorID', 'Locator')), "Unknown attribute 'Locator'"],
    ['a missing attribute', availabilityRequest(limit(1).replace('InvTypeCode="700123401"', '')), "Attribute 'InvTypeCode'"],
    ['a missing element', availabilityRequest('<AvailStatusMessage BookingLimit="1"/>'), "Element 'StatusApplicationControl'"],
    ['no message at all', availabilityRequest(''), "Element 'AvailStatusMessage'"],
    ['text between elements', availabilityRequest(`${limit(1)}hello`), 'Text is not allowed'],
    ['another target', availabilityRequest(limit(1)).replace('Production', 'Staging'), 'Target'],
    ['another version', availabilityRequest(limit(1)).replace('1.005', '2.000'), 'Version'],
    ['a broken time stamp', availabilityRequest(limit(1)).replace('2026-11-20T03:15:00', 'today'), 'TimeStamp'],
  ])('refuses %s with HTTP 400', async (_name, body, text) => {
    const answer = await extranet.post(PATH, body);
    expect(answer.status).toBe(400);
    expect(faults(answer)[0]?.text).toContain(text);
  });

  it('wants application/xml and Accept-Version 1.1', async () => {
    const body = availabilityRequest(limit(1));
    expect((await extranet.post(PATH, body, { 'content-type': 'text/xml' })).status).toBe(415);
    expect((await extranet.post(PATH, body, { 'accept-version': '1.0' })).status).toBe(400);
    const missing = await extranet.call(PATH, {
      method: 'POST',
      headers: { authorization: `Bearer ${extranet.token}`, 'content-type': 'application/xml' },
      body,
    });
    expect(faults(missing)[0]?.text).toContain('Accept-Version');
  });
});
