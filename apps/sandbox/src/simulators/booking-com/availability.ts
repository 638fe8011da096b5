import { type Change, isProblem, readTarget, recordIdOf, STATUS_APPLICATION_CONTROL, type Target, type Update } from './ari-updates.ts';
import { type Inventory, MOST_TO_SELL, type RateCell, UNLIMITED } from './inventory.ts';
import { OTA_CODE, type OtaRequestRules, type Problem } from './ota-message.ts';
import type { Property } from './property.ts';
import { childNamed, childrenNamed, type XmlNode } from './xml.ts';

const LONGEST_STAY = 31;

/** https://developers.booking.com/connectivity/docs/ota-hotelavailnotif */
export const AVAILABILITY_REQUEST: OtaRequestRules = {
  root: 'OTA_HotelAvailNotifRQ',
  version: '1.005',
  shape: {
    children: {
      AvailStatusMessages: {
        occurs: 'one',
        children: {
          AvailStatusMessage: {
            occurs: 'some',
            attributes: ['LocatorID?', 'BookingLimit?'],
            children: {
              StatusApplicationControl: STATUS_APPLICATION_CONTROL,
              LengthsOfStay: {
                occurs: 'optional',
                attributes: ['ArrivalDateBased?'],
                children: { LengthOfStay: { occurs: 'some', attributes: ['Time', 'MinMaxMessageType'] } },
              },
              RestrictionStatus: { occurs: 'any', attributes: ['Status', 'Restriction?'] },
            },
          },
        },
      },
    },
  },
};

type Context = { property: Property; inventory: Inventory; now: Date };

/** The checked updates of an OTA_HotelAvailNotifRQ, in its order; a message that cannot be applied is a problem instead. */
export function readAvailability(root: XmlNode, context: Context): (Update | Problem)[] {
  const messages = childNamed(root, 'AvailStatusMessages');
  return childrenNamed(messages ?? root, 'AvailStatusMessage').map((message, index) => {
    const recordId = recordIdOf(message, index);
    const control = childNamed(message, 'StatusApplicationControl') ?? message;
    const target = readTarget(control, { ...context, recordId });
    if (isProblem(target)) return target;
    const changes = readChanges(message, target, context.inventory);
    if (!Array.isArray(changes)) return { ...changes, recordId };
    return { recordId, roomId: target.room.id, dates: target.dates, changes };
  });
}

function readChanges(message: XmlNode, target: Target, inventory: Inventory): Change[] | Problem {
  const changes: Change[] = [];
  for (const part of [
    bookingLimit(message, target, inventory),
    stays(message, target, inventory),
    restrictions(message, target, inventory),
  ]) {
    if (!Array.isArray(part)) return part;
    changes.push(...part);
  }
  return changes.length > 0
    ? changes
    : { code: OTA_CODE.fieldMissing, text: 'AvailStatusMessage holds neither BookingLimit, LengthsOfStay nor RestrictionStatus' };
}

/** Rooms to sell belong to the room type and are shared by all its rates: 0 to 254, 255 is unlimited, more is cut to 254. */
function bookingLimit(message: XmlNode, target: Target, inventory: Inventory): Change[] | Problem {
  const given = message.attributes.BookingLimit;
  if (given === undefined) return [];
  if (!/^\d{1,9}$/.test(given)) return { code: OTA_CODE.invalidValue, text: `BookingLimit '${given}' is not a whole number of rooms` };
  const toSell = Number(given) > UNLIMITED ? MOST_TO_SELL : Number(given);
  return [roomChange(target, inventory, { toSell })];
}

function stays(message: XmlNode, target: Target, inventory: Inventory): Change[] | Problem {
  const lengths = childNamed(message, 'LengthsOfStay');
  if (lengths === undefined) return [];
  const { rate } = target;
  if (rate === undefined) return { code: OTA_CODE.fieldMissing, text: 'RATE_ID_MISSING: LengthsOfStay needs a RatePlanCode' };
  const suffix = lengths.attributes.ArrivalDateBased === '1' ? 'Arrival' : '';
  const changes: Change[] = [];
  for (const length of childrenNamed(lengths, 'LengthOfStay')) {
    const { Time = '', MinMaxMessageType = '' } = length.attributes;
    const stem = STAY_FIELDS[MinMaxMessageType];
    if (stem === undefined)
      return { code: OTA_CODE.invalidValue, text: `MinMaxMessageType '${MinMaxMessageType}' must be SetMinLOS or SetMaxLOS` };
    if (!/^\d{1,2}$/.test(Time) || Number(Time) > LONGEST_STAY) {
      return { code: OTA_CODE.invalidValue, text: `Time '${Time}' must be a number of nights from 0 to ${LONGEST_STAY}` };
    }
    changes.push(rateChange({ target, rateId: rate.id, inventory }, `${stem}${suffix}`, Number(Time)));
  }
  return changes;
}

const STAY_FIELDS: Record<string, 'minimumStay' | 'maximumStay'> = { SetMinLOS: 'minimumStay', SetMaxLOS: 'maximumStay' };

const RESTRICTION_FIELDS: Record<string, 'closedOnArrival' | 'closedOnDeparture'> = {
  Arrival: 'closedOnArrival',
  Departure: 'closedOnDeparture',
};

function restrictions(message: XmlNode, target: Target, inventory: Inventory): Change[] | Problem {
  const changes: Change[] = [];
  for (const status of childrenNamed(message, 'RestrictionStatus')) {
    const change = restriction(status, target, inventory);
    if ('code' in change) return change;
    changes.push(change);
  }
  return changes;
}

function restriction(status: XmlNode, target: Target, inventory: Inventory): Change | Problem {
  const { Status = '', Restriction } = status.attributes;
  if (Status !== 'Open' && Status !== 'Close') return { code: OTA_CODE.invalidValue, text: `Status '${Status}' must be Open or Close` };
  const closed = Status === 'Close';
  const { rate } = target;
  if (Restriction === undefined) {
    // Without a rate the whole room type is closed, which overrides its open rates.
    return rate === undefined
      ? roomChange(target, inventory, { closed })
      : rateChange({ target, rateId: rate.id, inventory }, 'closed', closed);
  }
  const field = RESTRICTION_FIELDS[Restriction];
  if (field === undefined) return { code: OTA_CODE.invalidValue, text: `Restriction '${Restriction}' must be Arrival or Departure` };
  if (rate === undefined) return { code: OTA_CODE.fieldMissing, text: `RATE_ID_MISSING: Restriction ${Restriction} needs a RatePlanCode` };
  return rateChange({ target, rateId: rate.id, inventory }, field, closed);
}

/** A change of one value that belongs to the room type, whatever the rate. */
function roomChange(target: Target, inventory: Inventory, value: { toSell: number } | { closed: boolean }): Change {
  return {
    field: Object.keys(value).join(),
    write: (date) => {
      Object.assign(inventory.room(target.room.id, date), value);
    },
  };
}

function rateChange<Field extends keyof RateCell>(
  { target, rateId, inventory }: { target: Target; rateId: string; inventory: Inventory },
  field: Field,
  value: RateCell[Field],
): Change {
  return {
    field,
    rateId,
    write: (date) => {
      inventory.rate({ roomId: target.room.id, rateId, date })[field] = value;
    },
  };
}
