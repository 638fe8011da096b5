import type { InventoryUpdate, PushReport } from '@banrimkwae/connector-kit/capabilities/channel';
import { AppError } from '@banrimkwae/connector-kit/connector';
import { type XmlElement, xml } from '@banrimkwae/connector-kit/xml';
import { minorUnitDigits } from '@banrimkwae/money';
import { daysBetween, nextDay } from './dates.ts';
import { errorsIn, otaDocument, type Problem, supportIdOf, warningsIn } from './ota.ts';

/** One request: its document, and which updates each of its records (by LocatorID) carries. */
export type Batch = { document: string; updates: ReadonlyMap<string, readonly number[]> };

type Draft = { indexes: readonly number[]; element: (locator: string) => XmlElement };

/** Booking.com asks for one calendar month a request. Throws invalid_input for more: the caller cuts. */
export function requireOneMonth(updates: readonly InventoryUpdate[]): void {
  const months = new Set(updates.flatMap(({ from, to }) => [from.slice(0, 7), to.slice(0, 7)]));
  if (months.size > 1)
    throw new AppError('invalid_input', { message: `One message may span one calendar month, not ${[...months].sort().join(', ')}.` });
}

/**
 * Rooms to sell and restrictions. Rooms belong to the room type and are shared by its rates, so they are sent once a room and night, without
 * a rate: of a repeated date Booking.com takes the first only. https://developers.booking.com/connectivity/docs/ota-hotelavailnotif
 */
export function availabilityBatch(updates: readonly InventoryUpdate[], at: Date): Batch {
  const drafts = [...roomDrafts(updates), ...updates.flatMap(restrictionDrafts)];
  const { elements, records } = numbered(drafts);
  const content = [xml('AvailStatusMessages', {}, elements)];
  return { document: otaDocument('OTA_HotelAvailNotifRQ', '1.005', { at, content }), updates: records };
}

/** Prices of the full room, tax included. https://developers.booking.com/connectivity/docs/ota-rateamountnotif */
export function rateBatch(updates: readonly InventoryUpdate[], at: Date): Batch {
  const { elements, records } = numbered(updates.map(priceDraft));
  const content = [xml('RateAmountMessages', {}, elements)];
  return { document: otaDocument('OTA_HotelRateAmountNotifRQ', '3.000', { at, content }), updates: records };
}

export type BatchAnswer = { batch: Batch; status: number; body: XmlElement };

/** One verdict an update, whatever number of records it took. */
export function reportOf(answers: readonly BatchAnswer[]): PushReport {
  const rejected = new Map<number, { code: string; messages: Set<string> }>();
  for (const { index, code, message } of answers.flatMap(rejectionsIn)) {
    const known = rejected.get(index) ?? { code, messages: new Set() };
    rejected.set(index, { ...known, messages: known.messages.add(message) });
  }
  return {
    rejected: [...rejected].map(([index, { code, messages }]) => ({ index, code, message: [...messages].join(' · ') })),
    warnings: answers.flatMap(({ batch, body }) => warningsIn(body).flatMap((warning) => warningsFrom(batch, warning))),
    supportIds: answers.map(({ body }) => supportIdOf(body)).filter((id) => id !== undefined),
  };
}

/** A refusal of something we did not number stands for all; and with a 400 nothing was applied, listed or not. */
function rejectionsIn({ batch, status, body }: BatchAnswer): { index: number; code: string; message: string }[] {
  const problems = errorsIn(body);
  const all = [...new Set([...batch.updates.values()].flat())];
  const listed = problems.flatMap(({ record, code, message }) =>
    (batch.updates.get(record) ?? all).map((index) => ({ index, code, message })),
  );
  const [first] = problems;
  if (status < 400 || !first) return listed;
  const named = new Set(listed.map(({ index }) => index));
  const unnamed = all.filter((index) => !named.has(index));
  return [
    ...listed,
    ...unnamed.map((index) => ({ index, code: first.code, message: `Not applied, because of another update: ${first.message}` })),
  ];
}

function warningsFrom({ updates }: Batch, { record, code, message }: Problem): PushReport['warnings'] {
  const indexes = updates.get(record);
  return indexes ? indexes.map((index) => ({ index, code, message })) : [{ index: null, code, message }];
}

function numbered(drafts: readonly Draft[]): { elements: XmlElement[]; records: Map<string, readonly number[]> } {
  const records = new Map(drafts.map(({ indexes }, position) => [String(position + 1), indexes]));
  return { elements: drafts.map(({ element }, position) => element(String(position + 1))), records };
}

type Run = { roomId: string; from: string; to: string; available: number; indexes: readonly number[] };

function roomDrafts(updates: readonly InventoryUpdate[]): Draft[] {
  return roomRuns(updates).map(({ roomId, from, to, available, indexes }) => ({
    indexes,
    element: (locator) =>
      xml('AvailStatusMessage', { BookingLimit: available, LocatorID: locator }, [
        xml('StatusApplicationControl', { Start: from, End: to, InvTypeCode: roomId }),
      ]),
  }));
}

/** Rooms to sell a room type and night, no night twice, equal neighbours joined. Where two rates disagree the smaller number oversells nothing. */
function roomRuns(updates: readonly InventoryUpdate[]): Run[] {
  const nights = new Map<string, Run>();
  for (const { roomId, from, to, available, index } of updates) {
    for (const day of daysBetween(from, to)) {
      const key = `${roomId} ${day}`;
      const known = nights.get(key);
      nights.set(key, {
        roomId,
        from: day,
        to: day,
        available: Math.min(available, known?.available ?? available),
        indexes: [...(known?.indexes ?? []), index],
      });
    }
  }
  const sorted = [...nights].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, night]) => night);
  const runs: Run[] = [];
  for (const night of sorted) {
    const last = runs.at(-1);
    if (last && continues(last, night)) runs.splice(-1, 1, { ...last, to: night.to });
    else runs.push(night);
  }
  return runs;
}

function continues(run: Run, night: Run): boolean {
  const sameUpdates = run.indexes.join() === night.indexes.join();
  return run.roomId === night.roomId && run.available === night.available && sameUpdates && nextDay(run.to) === night.from;
}

/** Each restriction is a record of its own: OTA allows one `RestrictionStatus` a message. */
function restrictionDrafts(update: InventoryUpdate): Draft[] {
  const status = (closed: boolean, Restriction?: string) => xml('RestrictionStatus', { Status: closed ? 'Close' : 'Open', Restriction });
  const stay = xml('LengthsOfStay', {}, [xml('LengthOfStay', { Time: update.minimumStay, MinMaxMessageType: 'SetMinLOS' })]);
  const draft = (content: readonly XmlElement[]): Draft => ({
    indexes: [update.index],
    element: (locator) => xml('AvailStatusMessage', { LocatorID: locator }, [control(update), ...content]),
  });
  return [
    draft([stay, status(update.closed)]),
    draft([status(update.closedToArrival, 'Arrival')]),
    draft([status(update.closedToDeparture, 'Departure')]),
  ];
}

function priceDraft(update: InventoryUpdate): Draft {
  const { amount, currency } = update.price;
  const price = xml('BaseByGuestAmt', { AmountAfterTax: amount, DecimalPlaces: minorUnitDigits(currency), CurrencyCode: currency });
  const rates = xml('Rates', {}, [xml('Rate', {}, [xml('BaseByGuestAmts', {}, [price])])]);
  return { indexes: [update.index], element: (locator) => xml('RateAmountMessage', { LocatorID: locator }, [control(update), rates]) };
}

function control({ from, to, roomId, rateId }: InventoryUpdate): XmlElement {
  return xml('StatusApplicationControl', { Start: from, End: to, InvTypeCode: roomId, RatePlanCode: rateId });
}
