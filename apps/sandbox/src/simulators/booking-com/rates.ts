import { type Change, isProblem, readTarget, recordIdOf, STATUS_APPLICATION_CONTROL, type Target, type Update } from './ari-updates.ts';
import type { Inventory } from './inventory.ts';
import { OTA_CODE, type OtaRequestRules, type Problem } from './ota-message.ts';
import type { Property } from './property.ts';
import { childNamed, childrenNamed, descendantsNamed, type XmlNode } from './xml.ts';

const MINOR_UNIT_DIGITS = 2;

/** https://developers.booking.com/connectivity/docs/ota-rateamountnotif, for a property with standard pricing. */
export const RATE_REQUEST: OtaRequestRules = {
  root: 'OTA_HotelRateAmountNotifRQ',
  version: '3.000',
  shape: {
    children: {
      RateAmountMessages: {
        occurs: 'one',
        children: {
          RateAmountMessage: {
            occurs: 'some',
            attributes: ['LocatorID?'],
            children: {
              StatusApplicationControl: STATUS_APPLICATION_CONTROL,
              Rates: {
                occurs: 'one',
                children: {
                  Rate: {
                    occurs: 'one',
                    children: {
                      BaseByGuestAmts: {
                        occurs: 'one',
                        children: {
                          BaseByGuestAmt: {
                            occurs: 'some',
                            attributes: ['NumberOfGuests?', 'AmountAfterTax?', 'AmountBeforeTax?', 'DecimalPlaces', 'CurrencyCode'],
                          },
                        },
                      },
                    },
                  },
                },
              },
            },
          },
        },
      },
    },
  },
};

type Context = { property: Property; inventory: Inventory; now: Date };

/** The checked price updates of an OTA_HotelRateAmountNotifRQ, in its order; what cannot be applied is a problem instead. */
export function readRates(root: XmlNode, context: Context): (Update | Problem)[] {
  const messages = childNamed(root, 'RateAmountMessages');
  return childrenNamed(messages ?? root, 'RateAmountMessage').map((message, index) => {
    const recordId = recordIdOf(message, index);
    const control = childNamed(message, 'StatusApplicationControl') ?? message;
    const target = readTarget(control, { ...context, recordId });
    if (isProblem(target)) return target;
    const changes = readPrices(message, target, context);
    if (!Array.isArray(changes)) return { ...changes, recordId };
    return { recordId, roomId: target.room.id, dates: target.dates, changes };
  });
}

function readPrices(message: XmlNode, target: Target, context: Context): Change[] | Problem {
  const { rate, room } = target;
  if (rate === undefined) return { code: OTA_CODE.fieldMissing, text: 'RATE_ID_MISSING: A price needs a RatePlanCode' };
  const changes: Change[] = [];
  for (const amount of descendantsNamed(message, 'BaseByGuestAmt')) {
    const field = priceField(amount);
    if (typeof field !== 'string') return field;
    const price = priceInMinorUnits(amount, context.property.currency);
    if (typeof price !== 'number') return price;
    changes.push({
      field,
      rateId: rate.id,
      write: (date) => {
        context.inventory.rate({ roomId: room.id, rateId: rate.id, date })[field] = price;
      },
    });
  }
  return changes;
}

/** `NumberOfGuests="1"` is the price for single use; without the attribute it is the price of the full room. */
function priceField(amount: XmlNode): 'price' | 'singlePrice' | Problem {
  const guests = amount.attributes.NumberOfGuests;
  if (guests === undefined) return 'price';
  if (guests === '1') return 'singlePrice';
  return {
    code: OTA_CODE.invalidValue,
    text: `OBP_PRICING_PASSED_FOR_DEFAULT_RATE: NumberOfGuests '${guests}' is for occupancy-based pricing; this property has standard pricing`,
  };
}

function priceInMinorUnits(amount: XmlNode, currency: string): number | Problem {
  const { AmountAfterTax, AmountBeforeTax, DecimalPlaces = '', CurrencyCode = '' } = amount.attributes;
  if (CurrencyCode !== currency) {
    return {
      code: OTA_CODE.invalidCurrency,
      text: `CURRENCY_CODE_DONT_MATCH_HOTEL_CURRENCY: '${CurrencyCode}' is sent, the property sells in ${currency}`,
    };
  }
  const given = AmountAfterTax ?? AmountBeforeTax;
  if (given === undefined || (AmountAfterTax !== undefined && AmountBeforeTax !== undefined)) {
    return { code: OTA_CODE.fieldMissing, text: 'Exactly one of AmountAfterTax and AmountBeforeTax is expected' };
  }
  if (!/^[0-2]$/.test(DecimalPlaces)) return { code: OTA_CODE.invalidValue, text: `DecimalPlaces '${DecimalPlaces}' must be 0, 1 or 2` };
  if (!/^\d{1,12}$/.test(given) || Number(given) === 0) {
    return { code: OTA_CODE.invalidValue, text: `Amount '${given}' must be a whole number above 0, scaled by DecimalPlaces` };
  }
  return Number(given) * 10 ** (MINOR_UNIT_DIGITS - Number(DecimalPlaces));
}
