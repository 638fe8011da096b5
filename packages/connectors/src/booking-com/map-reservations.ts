import type { ReservationMessage, ReservationRoom } from '@banrimkwae/connector-kit/capabilities/channel';
import { AppError } from '@banrimkwae/connector-kit/connector';
import { digestOf } from '@banrimkwae/connector-kit/digest';
import { redactText } from '@banrimkwae/connector-kit/redact';
import { childrenOf, descend, findAll, type XmlElement } from '@banrimkwae/connector-kit/xml';
import { type Money, minorUnitDigits, money, zero } from '@banrimkwae/money';
import { nextDay } from './dates.ts';

/** New bookings, and what changed or was cancelled after its acknowledgement: two queues, acknowledged each at its own address. */
export type Queue = 'new' | 'changed';

/** ISO 4217 for "no currency": an almost empty cancellation names none. */
const NO_CURRENCY = 'XXX';

/** Every reservation of one queue's document. https://developers.booking.com/connectivity/docs/api-reference/hotelreservation */
export function reservationsFrom(document: XmlElement, queue: Queue): readonly ReservationMessage[] {
  const [list, item] = queue === 'new' ? ['HotelReservations', 'HotelReservation'] : ['HotelResModifies', 'HotelResModify'];
  return childrenOf(descend(document, list), item).map((element) => reservationFrom(element, queue));
}

function reservationFrom(element: XmlElement, queue: Queue): ReservationMessage {
  const info = descend(element, 'ResGlobalInfo');
  const id = descend(info, 'HotelReservationIDs', 'HotelReservationID')?.attributes;
  if (!id?.ResID_Value)
    throw new AppError('provider_answer_unreadable', { providerMessage: 'A reservation came without its number (HotelReservationID)' });
  const rooms = roomsOf(element);
  const content = {
    channelReservationId: id.ResID_Value,
    state: stateOf(element, queue),
    bookedAt: instantOf(id.ResID_Date),
    guest: guestOf(info),
    rooms,
    total: amountOf(descend(info, 'Total')) ?? sumOf(rooms),
    commission: amountOf(descend(info, 'TotalCommissions', 'CommissionPayableAmount')),
    remarks: remarksOf(element, info),
  };
  // The queue is not part of it: the same content delivered again by the other queue is no change.
  return { ...content, queue, revision: digestOf({ ...content, state: content.state === 'cancelled' ? 'cancelled' : 'held' }) };
}

/**
 * A booking that changed before it was acknowledged still comes as new, also when it was cancelled. The reference does not show how a
 * cancellation is marked: `ResStatus` is OTA's way, and one without any room can be nothing else.
 */
function stateOf(element: XmlElement, queue: Queue): ReservationMessage['state'] {
  const stays = childrenOf(descend(element, 'RoomStays'), 'RoomStay');
  if (/^cancel/i.test(element.attributes.ResStatus ?? '') || stays.length === 0) return 'cancelled';
  return queue === 'new' ? 'confirmed' : 'modified';
}

function roomsOf(element: XmlElement): readonly ReservationRoom[] {
  const guests = new Map(childrenOf(descend(element, 'ResGuests'), 'ResGuest').map((guest) => [guest.attributes.ResGuestRPH, guest]));
  return childrenOf(descend(element, 'RoomStays'), 'RoomStay').flatMap((stay) => {
    const nights = childrenOf(descend(stay, 'RoomRates'), 'RoomRate').map(({ attributes }) => attributes);
    const days = nights.flatMap(({ EffectiveDate }) => (EffectiveDate ? [EffectiveDate] : [])).sort();
    const [arrival] = days;
    const lastNight = days.at(-1);
    if (arrival === undefined || lastNight === undefined) return [];
    const guest = guests.get(descend(stay, 'ResGuestRPHs', 'ResGuestRPH')?.attributes.RPH ?? '');
    return [
      {
        lineId: stay.attributes.IndexNumber ?? '',
        channelRoomId: descend(stay, 'RoomTypes', 'RoomType')?.attributes.RoomTypeCode ?? '',
        channelRateId: rateOf(nights.find(({ EffectiveDate }) => EffectiveDate === arrival)?.RatePlanCode),
        arrival,
        departure: nextDay(lastNight),
        guests: childrenOf(descend(stay, 'GuestCounts'), 'GuestCount').reduce(
          (sum, { attributes }) => sum + Number(attributes.Count ?? 0),
          0,
        ),
        guestName: guest ? nameOf(findAll(guest, 'PersonName')[0]) : null,
        total: amountOf(descend(stay, 'Total')),
      },
    ];
  });
}

/** Where the guest paid Booking.com by virtual card, the code ends in VCC. */
function rateOf(code: string | undefined): string | null {
  return code?.replace(/VCC$/, '') || null;
}

function guestOf(info: XmlElement | undefined): ReservationMessage['guest'] {
  const customer = descend(info, 'Profiles', 'ProfileInfo', 'Profile', 'Customer');
  return {
    name: nameOf(descend(customer, 'PersonName')) ?? '',
    email: descend(customer, 'Email')?.text || null,
    phone: descend(customer, 'Telephone')?.attributes.PhoneNumber || null,
  };
}

function nameOf(person: XmlElement | undefined): string | null {
  const parts = ['GivenName', 'Surname'].map((part) => descend(person, part)?.text ?? '');
  return parts.filter((part) => part !== '').join(' ') || null;
}

/** What guest and platform wrote, of the whole booking and of each room. Guests do write card numbers: those go. */
function remarksOf(element: XmlElement, info: XmlElement | undefined): string | null {
  const stays = childrenOf(descend(element, 'RoomStays'), 'RoomStay');
  const comments = [info, ...stays].flatMap((place) => findAll(descend(place, 'Comments') ?? NOTHING, 'Text'));
  const wishes = stays.flatMap((stay) => childrenOf(descend(stay, 'SpecialRequests'), 'SpecialRequest')).map(wishOf);
  const lines = [...comments.map(({ text }) => text), ...wishes].filter((line) => line !== '');
  return redactText([...new Set(lines)].join('\n')) || null;
}

function wishOf(request: XmlElement): string {
  return [request.attributes.Name, descend(request, 'Text')?.text].filter(Boolean).join(': ');
}

const NOTHING: XmlElement = { name: '', attributes: {}, children: [], text: '' };

/** Stamps carry no zone; Booking.com's are UTC. Null where it is none. */
function instantOf(stamp: string | undefined): string | null {
  const at = new Date(`${stamp ?? ''}Z`);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}

/** `AmountAfterTax` (a commission has `Amount`) is scaled by `DecimalPlaces`, which need not be the currency's own. Null: no amount. */
function amountOf(element: XmlElement | undefined): Money | null {
  const { AmountAfterTax, AmountBeforeTax, Amount, DecimalPlaces = '0', CurrencyCode = '' } = element?.attributes ?? {};
  const given = AmountAfterTax ?? AmountBeforeTax ?? Amount;
  if (given === undefined || !/^-?\d+(\.\d+)?$/.test(given) || !/^\d$/.test(DecimalPlaces) || !/^[A-Z]{3}$/.test(CurrencyCode)) return null;
  return money(Math.round(Number(given) * 10 ** (minorUnitDigits(CurrencyCode) - Number(DecimalPlaces))), CurrencyCode);
}

function sumOf(rooms: readonly ReservationRoom[]): Money {
  const totals = rooms.flatMap(({ total }) => (total ? [total] : []));
  const currency = totals[0]?.currency ?? NO_CURRENCY;
  const same = totals.filter((total) => total.currency === currency);
  return same.length === 0
    ? zero(currency)
    : money(
        same.reduce((sum, { amount }) => sum + amount, 0),
        currency,
      );
}
