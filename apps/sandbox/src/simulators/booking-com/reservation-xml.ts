import { isoSecond, nightsOf } from './calendar.ts';
import { type Envelope, message } from './ota-message.ts';
import { findRate, findRoom, type Property } from './property.ts';
import type { QueueKind, Reservation, RoomLine } from './reservations.ts';

const DECIMAL_PLACES = 2;

/**
 * The document a GET of one queue answers. Elements and attributes follow Booking.com's reference
 * (https://developers.booking.com/connectivity/docs/api-reference/hotelreservation and its neighbours).
 * Inferred: `ResStatus` on each reservation, which is how OTA tells a cancellation from a modification;
 * the reference does not show how Booking.com does. A cancellation carries no RoomStay and a Total of 0.
 */
export function reservationsDocument(
  envelope: Omit<Envelope, 'root' | 'version'>,
  { queue, reservations, property }: { queue: QueueKind; reservations: Reservation[]; property: Property },
): string {
  const [list, item] = queue === 'new' ? ['HotelReservations', 'HotelReservation'] : ['HotelResModifies', 'HotelResModify'];
  return message(
    { ...envelope, root: queue === 'new' ? 'OTA_HotelResNotifRQ' : 'OTA_HotelResModifyNotifRQ', version: '2.001' },
    { [list]: reservations.length === 0 ? '' : { [item]: reservations.map((one) => reservationElement(one, { queue, property })) } },
  );
}

type Element = Record<string, unknown>;

function reservationElement(reservation: Reservation, context: { queue: QueueKind; property: Property }): Element {
  const { property } = context;
  const rooms = reservation.cancelled ? [] : reservation.rooms;
  return {
    '@ResStatus': statusOf(reservation, context.queue),
    RoomStays: rooms.length === 0 ? '' : { RoomStay: rooms.map((room) => roomStay(room, reservation, property)) },
    Services: '',
    ResGuests: rooms.length === 0 ? '' : { ResGuest: rooms.map((room) => resGuest(room)) },
    ResGlobalInfo: globalInfo(reservation, rooms, property),
  };
}

function statusOf(reservation: Reservation, queue: QueueKind): string {
  if (reservation.cancelled) return 'Cancel';
  return queue === 'new' ? 'Commit' : 'Modify';
}

function roomStay(line: RoomLine, reservation: Reservation, property: Property): Element {
  const room = findRoom(property, line.roomId);
  const rate = room === undefined ? undefined : findRate(room, line.rateId);
  const total = totalOf([line]);
  return {
    '@IndexNumber': line.index,
    RoomTypes: {
      RoomType: {
        '@RoomTypeCode': line.roomId,
        RoomDescription: {
          '@Name': `${room?.name} - ${rate?.name}`,
          Text: `${room?.name} for up to ${room?.maxPersons} guests.`,
          MealPlan: rate?.mealPlan,
          MaxChildren: room?.maxChildren,
        },
      },
    },
    RatePlans: { RatePlan: { Commission: { CommissionPayableAmount: plainAmount(commissionOf(total, property), property) } } },
    RoomRates: { RoomRate: nightlyRates(line, reservation, property) },
    GuestCounts: { GuestCount: guestCounts(line) },
    Total: amount(total, property),
    BasicPropertyInfo: { '@HotelCode': property.id },
    ResGuestRPHs: { ResGuestRPH: { '@RPH': line.index } },
    Comments: comments([line.request]),
    SpecialRequests: { SpecialRequest: { '@Name': 'smoking preference', Text: 'Non-Smoking' } },
  };
}

/** One RoomRate a night. With payment by virtual card Booking.com appends VCC to the rate's code. */
function nightlyRates(line: RoomLine, reservation: Reservation, property: Property): Element[] {
  const code = reservation.paidByPlatform ? `${line.rateId}VCC` : line.rateId;
  return nightsOf(line.arrival, line.nights).map((date, night) => ({
    '@EffectiveDate': date,
    '@RatePlanCode': code,
    Rates: { Rate: { Total: amount(line.nightlyPrices[night] ?? 0, property) } },
  }));
}

/** OTA age codes: 10 is an adult, 8 a child. */
function guestCounts(line: RoomLine): Element[] {
  const children = line.childAges.map((age) => ({ '@Count': 1, '@AgeQualifyingCode': 8, '@Age': age }));
  return [{ '@Count': line.adults, '@AgeQualifyingCode': 10 }, ...children];
}

function resGuest(line: RoomLine): Element {
  return {
    '@ResGuestRPH': line.index,
    Profiles: { ProfileInfo: { Profile: { Customer: { PersonName: { Surname: line.guestName } } } } },
  };
}

function globalInfo(reservation: Reservation, rooms: RoomLine[], property: Property): Element {
  const total = totalOf(rooms);
  return {
    Comments: comments([
      reservation.remarks,
      reservation.paidByPlatform ? 'You have received a virtual credit card for this reservation.' : '',
    ]),
    Guarantee: { GuaranteesAccepted: { GuaranteeAccepted: { PaymentCard: UNAVAILABLE_CARD } } },
    Total: amount(total, property),
    HotelReservationIDs: {
      HotelReservationID: { '@ResID_Value': reservation.id, '@ResID_Date': isoSecond(reservation.createdAt) },
    },
    Profiles: { ProfileInfo: { Profile: { Customer: customer(reservation) } } },
    TotalCommissions: {
      CommissionPayableAmount: plainAmount(commissionOf(total, property), property),
      Comment: 'This is the total commission amount calculated by Booking.com',
    },
  };
}

/** The documented form of a card that could not be fetched: zeros. No card number ever exists in the sandbox. */
const UNAVAILABLE_CARD: Element = {
  '@CardCode': 'XX',
  '@CardNumber': '0000000000000000',
  '@SeriesCode': '000',
  '@ExpireDate': '0000',
  CardHolderName: '',
};

function customer(reservation: Reservation): Element {
  const { booker } = reservation;
  return {
    PersonName: { GivenName: booker.givenName, Surname: booker.surname },
    Telephone: { '@PhoneNumber': booker.phone },
    Email: booker.email,
    Address: { AddressLine: '.', CityName: booker.city, PostalCode: '', CountryName: { '@Code': booker.countryCode } },
  };
}

function comments(texts: string[]): unknown {
  const written = texts.filter((text) => text !== '');
  if (written.length === 0) return '';
  return { Comment: written.map((text, index) => ({ '@ParagraphNumber': index + 1, Text: text })) };
}

function amount(minorUnits: number, property: Property): Element {
  return { '@AmountAfterTax': minorUnits, '@CurrencyCode': property.currency, '@DecimalPlaces': DECIMAL_PLACES };
}

function plainAmount(minorUnits: number, property: Property): Element {
  return { '@Amount': minorUnits, '@DecimalPlaces': DECIMAL_PLACES, '@CurrencyCode': property.currency };
}

function totalOf(rooms: RoomLine[]): number {
  return rooms.flatMap((room) => room.nightlyPrices).reduce((sum, price) => sum + price, 0);
}

function commissionOf(total: number, property: Property): number {
  return Math.round((total * property.commissionBasisPoints) / 10_000);
}
