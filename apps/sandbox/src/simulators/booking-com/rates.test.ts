import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { faults, grid, has, openTestExtranet, rateRequest, type TestExtranet } from './extranet-rig.ts';

const PATH = '/supply/hotels/ota/OTA_HotelRateAmountNotif';
const TARGET = 'InvTypeCode="700123401" RatePlanCode="9001001"';
const FULL = '<BaseByGuestAmt AmountAfterTax="450000" DecimalPlaces="2" CurrencyCode="THB"/>';
const SINGLE = '<BaseByGuestAmt NumberOfGuests="1" AmountAfterTax="420000" DecimalPlaces="2" CurrencyCode="THB"/>';

const price = (amounts: string, locator = 1, target = TARGET) =>
  `<RateAmountMessage LocatorID="${locator}"><StatusApplicationControl Start="2026-12-24" End="2026-12-25" ${target}/><Rates><Rate><BaseByGuestAmts>${amounts}</BaseByGuestAmts></Rate></Rates></RateAmountMessage>`;

describe('Booking.com price push', () => {
  let extranet: TestExtranet;
  beforeEach(async () => {
    extranet = await openTestExtranet();
  });
  afterEach(() => extranet.close());

  const prices = async () => {
    const dates = await grid(extranet.simulator, { roomId: '700123401', from: '2026-12-24', days: 3 });
    return dates.map(({ rates }) => [rates[0]?.price, rates[0]?.singlePrice]);
  };

  it('sets the full price and the price for single use', async () => {
    const answer = await extranet.post(PATH, rateRequest(price(SINGLE.replace('420000', '440000') + FULL.replace('450000', '470000'))));
    expect(answer.status).toBe(200);
    expect(answer.xml.name).toBe('OTA_HotelRateAmountNotifRS');
    expect(has(answer, 'Success')).toBe(true);
    expect(await prices()).toEqual([
      [470000, 440000],
      [470000, 440000],
      [450000, 420000],
    ]);
  });

  it.each([
    ['0', '4700'],
    ['1', '47000'],
    ['2', '470000'],
  ])('scales the amount by %s decimal places', async (places, amount) => {
    const sent = `<BaseByGuestAmt AmountAfterTax="${amount}" DecimalPlaces="${places}" CurrencyCode="THB"/>`;
    await extranet.post(PATH, rateRequest(price(sent)));
    expect((await prices())[0]?.[0]).toBe(470000);
  });

  it('applies only the first price of a repeated date', async () => {
    const answer = await extranet.post(
      PATH,
      rateRequest(price(FULL.replace('450000', '500000')) + price(FULL.replace('450000', '600000'), 2)),
    );
    expect(faults(answer, 'Warning')).toMatchObject([{ recordId: '2' }]);
    expect((await prices())[0]?.[0]).toBe(500000);
  });

  it.each([
    ['another currency', price(FULL.replace('THB', 'USD')), 'CURRENCY_CODE_DONT_MATCH_HOTEL_CURRENCY'],
    ['no rate', price(FULL, 1, 'InvTypeCode="700123401"'), 'RATE_ID_MISSING'],
    ['an unknown rate', price(FULL, 1, 'InvTypeCode="700123401" RatePlanCode="1"'), 'RATE_ID_INVALID'],
    ['occupancy pricing', price(SINGLE.replace('NumberOfGuests="1"', 'NumberOfGuests="3"')), 'OBP_PRICING_PASSED_FOR_DEFAULT_RATE'],
    ['no amount', price('<BaseByGuestAmt DecimalPlaces="2" CurrencyCode="THB"/>'), 'Exactly one'],
    ['two amounts', price(FULL.replace('AmountAfterTax', 'AmountBeforeTax="1" AmountAfterTax')), 'Exactly one'],
    ['a decimal point', price(FULL.replace('450000', '4500.00')), 'whole number'],
    ['a price of zero', price(FULL.replace('450000', '0')), 'whole number'],
    ['too many decimal places', price(FULL.replace('DecimalPlaces="2"', 'DecimalPlaces="4"')), 'DecimalPlaces'],
  ])('answers HTTP 400 with the LocatorID when the only message has %s', async (_name, message, text) => {
    const answer = await extranet.post(PATH, rateRequest(message));
    expect(answer.status).toBe(400);
    expect(faults(answer)).toEqual([{ recordId: '1', text: expect.stringContaining(text) }]);
    expect((await prices())[0]).toEqual([450000, 420000]);
  });

  it('keeps the good prices and names the bad message, on HTTP 200 without Success', async () => {
    const answer = await extranet.post(PATH, rateRequest(price(FULL.replace('450000', '500000')) + price(FULL.replace('THB', 'EUR'), 2)));
    expect(answer.status).toBe(200);
    expect(has(answer, 'Success')).toBe(false);
    expect(faults(answer)).toMatchObject([{ recordId: '2' }]);
    expect((await prices())[0]?.[0]).toBe(500000);
  });
});
