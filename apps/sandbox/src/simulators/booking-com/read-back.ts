import type { Request, Response } from 'express';
import { addDays, datesBetween, isCalendarDate, todayInCentralEurope } from './calendar.ts';
import type { Inventory } from './inventory.ts';
import { sendXml } from './ota-message.ts';
import type { Property, RoomType } from './property.ts';
import { misfit, type Shape } from './shape.ts';
import { childNamed, childrenNamed, parseXml, writeXml, type XmlNode } from './xml.ts';

type Deps = { now: () => Date; id: (length: number) => string; property: Property; inventory: Inventory };

type Refusal = { status: number; code: string; text: string };

const LONGEST_WINDOW = 31;

const VALUE = { occurs: 'optional', text: true } as const;

// Credentials in the body are ignored since token authentication, so the old elements are still let through.
const ROOM_RATES: Shape = { children: { hotel_id: VALUE, show_rates_status: VALUE, username: VALUE, password: VALUE } };

const ROOM_RATE_AVAILABILITY: Shape = {
  children: {
    hotel_id: { occurs: 'one', text: true },
    start_date: VALUE,
    number_of_days: VALUE,
    room_level: VALUE,
    room_id: { occurs: 'any', text: true },
    version: VALUE,
    username: VALUE,
    password: VALUE,
  },
};

/** `POST /hotels/xml/roomrates`: the property's rooms and rates, for mapping. */
export function answerRoomRates(deps: Deps, request: Request, response: Response): void {
  const read = readRequest(request, ROOM_RATES, deps.property);
  if ('status' in read) return sendRefusal(deps, response, read);
  const rooms = deps.property.rooms.map((room) => ({
    '@hotel_id': deps.property.id,
    '@hotel_name': deps.property.name,
    '@id': room.id,
    '@max_children': room.maxChildren,
    '@room_name': room.name,
    rates: {
      rate: room.rates.map((rate) => ({
        '@id': rate.id,
        '@max_persons': room.maxPersons,
        '@policy': rate.policy,
        '@policy_id': rate.policyId,
        '@rate_name': rate.name,
      })),
    },
  }));
  sendResult(deps, response, { rooms: { room: rooms } });
}

/**
 * `POST /hotels/xml/roomrateavailability`: what Booking.com has on sale, the source for reconciliation
 * (https://developers.booking.com/connectivity/docs/b_xml-roomrateavailability). The room level's attributes are
 * documented; the nesting of the rate level (room, rate, date) is inferred.
 */
export function answerRoomRateAvailability(deps: Deps, request: Request, response: Response): void {
  const read = readRequest(request, ROOM_RATE_AVAILABILITY, deps.property);
  if ('status' in read) return sendRefusal(deps, response, read);
  const window = readWindow(read, deps.now());
  if ('status' in window) return sendRefusal(deps, response, window);
  const asked = childrenNamed(read, 'room_id').map((node) => node.text);
  const unknown = asked.find((id) => !deps.property.rooms.some((room) => room.id === id));
  if (unknown !== undefined)
    return sendRefusal(deps, response, { status: 400, code: 'ROOM_ID_INVALID', text: `Room ID '${unknown}' is not valid` });
  const rooms = deps.property.rooms.filter((room) => asked.length === 0 || asked.includes(room.id));
  const roomLevel = childNamed(read, 'room_level')?.text === '1';
  const lines = rooms.map((room) => ({
    '@room_id': room.id,
    ...(roomLevel ? { date: roomDates(deps, room, window.dates) } : { rate: rateLines(deps, room, window.dates) }),
  }));
  sendResult(deps, response, { result: { room: lines } });
}

function roomDates(deps: Deps, room: RoomType, dates: string[]): Record<string, unknown>[] {
  return dates.map((date) => {
    const cell = deps.inventory.room(room.id, date);
    return {
      '@booked': cell.booked,
      '@cancelled': cell.cancelled,
      '@closed': flag(cell.closed),
      '@min_contracted_rooms': 0,
      '@min_contracted_rooms_until': 0,
      '@rooms_to_sell': cell.toSell,
      '@value': date,
    };
  });
}

function rateLines(deps: Deps, room: RoomType, dates: string[]): Record<string, unknown>[] {
  return room.rates.map((rate) => ({
    '@rate_id': rate.id,
    date: roomDates(deps, room, dates).map((attributes, index) => {
      const cell = deps.inventory.rate({ roomId: room.id, rateId: rate.id, date: dates[index] ?? '' });
      return { ...attributes, '@closed': flag(cell.closed), '@room_closed': attributes['@closed'] };
    }),
  }));
}

function flag(value: boolean): number {
  return value ? 1 : 0;
}

/** Default window: 31 days from tomorrow on. */
function readWindow(root: XmlNode, now: Date): { dates: string[] } | Refusal {
  const start = childNamed(root, 'start_date')?.text ?? addDays(todayInCentralEurope(now), 1);
  const days = childNamed(root, 'number_of_days')?.text ?? String(LONGEST_WINDOW);
  if (!isCalendarDate(start)) return { status: 400, code: 'NOT_A_VALID_DATE', text: `start_date '${start}' must be written YYYY-MM-DD` };
  if (!/^\d{1,2}$/.test(days) || Number(days) < 1 || Number(days) > LONGEST_WINDOW) {
    return { status: 400, code: 'NUMBER_OF_DAYS_INVALID', text: `number_of_days '${days}' must be from 1 to ${LONGEST_WINDOW}` };
  }
  return { dates: datesBetween(start, addDays(start, Number(days) - 1)) };
}

function readRequest(request: Request, shape: Shape, property: Property): XmlNode | Refusal {
  if (request.is('application/xml') !== 'application/xml')
    return { status: 415, code: 'CONTENT_TYPE', text: 'Content-Type must be application/xml' };
  const version = request.get('accept-version') ?? '1.1';
  if (version !== '1.1') return { status: 400, code: 'NOT_ACCEPTABLE', text: `Not acceptable: Accept-Version ${version}` };
  const parsed = parseXml(typeof request.body === 'string' ? request.body : '');
  if (!parsed.ok) return { status: 400, code: 'MALFORMED_XML', text: parsed.reason };
  if (parsed.root.name !== 'request')
    return { status: 400, code: 'SCHEMA', text: `Root element request is expected, not ${parsed.root.name}` };
  const deviation = misfit(parsed.root, shape);
  if (deviation !== undefined) return { status: 400, code: 'SCHEMA', text: deviation };
  const hotel = childNamed(parsed.root, 'hotel_id')?.text;
  if (hotel !== undefined && hotel !== property.id) return { status: 403, code: 'ACCESS_DENIED', text: 'Access denied for hotel' };
  return parsed.root;
}

/** The shape of a B.XML error is not public; this one is inferred from what public clients look for. */
function sendRefusal(deps: Deps, response: Response, refusal: Refusal): void {
  const document = { result: { error: { '@code': refusal.code, '#text': refusal.text }, '#comment': ` RUID: [${deps.id(24)}] ` } };
  sendXml(response, refusal.status, writeXml(document));
}

function sendResult(deps: Deps, response: Response, content: Record<string, Record<string, unknown>>): void {
  const [root] = Object.keys(content);
  const body = content[root ?? ''];
  sendXml(response, 200, writeXml({ [root ?? 'result']: { ...body, '#comment': ` RUID: [${deps.id(24)}] ` } }));
}
