import { addDays, datesBetween, isCalendarDate, todayInCentralEurope } from './calendar.ts';
import { OTA_CODE, type Problem } from './ota-message.ts';
import { findRate, findRoom, type Property, type RatePlan, type RoomType } from './property.ts';
import type { XmlNode } from './xml.ts';

const FURTHEST_YEARS = 3;

/** One value to be set: `field` identifies it within its room, rate and date. */
export type Change = { field: string; rateId?: string; write: (date: string) => void };

/** One message of a request, checked and ready to be applied to all its dates. */
export type Update = { recordId: string; roomId: string; dates: string[]; changes: Change[] };

export type Target = { recordId: string; room: RoomType; rate: RatePlan | undefined; dates: string[] };

export type Outcome = { applied: number; errors: Problem[]; warnings: Problem[] };

export const STATUS_APPLICATION_CONTROL = {
  occurs: 'one',
  attributes: ['Start', 'End', 'InvTypeCode', 'RatePlanCode?'],
} as const;

/** Room, rate and dates a `StatusApplicationControl` points at, or what is wrong with it. */
export function readTarget(control: XmlNode, context: { property: Property; now: Date; recordId: string }): Target | Problem {
  const { recordId, property } = context;
  const { Start = '', End = '', InvTypeCode = '', RatePlanCode } = control.attributes;
  const room = findRoom(property, InvTypeCode);
  if (room === undefined) {
    return { recordId, code: OTA_CODE.invalidRoom, text: `ROOM_ID_INVALID: Room ID '${InvTypeCode}' is not valid` };
  }
  const rate = RatePlanCode === undefined ? undefined : findRate(room, RatePlanCode);
  if (RatePlanCode !== undefined && rate === undefined) {
    return { recordId, code: OTA_CODE.invalidRate, text: `RATE_ID_INVALID: Rate ID '${RatePlanCode}' is not valid for room ${room.id}` };
  }
  const wrongDates = dateProblem({ start: Start, end: End, now: context.now });
  if (wrongDates !== undefined) return { recordId, ...wrongDates };
  return { recordId, room, rate, dates: datesBetween(Start, End) };
}

/**
 * Applies a request's messages. Within one request only the first occurrence of a date counts, the others are
 * warned about (`WARN_DUPLICATE_DATES`, https://developers.booking.com/connectivity/docs/b_xml-availability-troubleshooting).
 */
export function applyUpdates(candidates: (Update | Problem)[]): Outcome {
  const updates = candidates.filter((candidate): candidate is Update => 'changes' in candidate);
  const errors = candidates.filter((candidate): candidate is Problem => 'code' in candidate);
  const written = new Set<string>();
  const warnings = updates.flatMap((update) => (applyOnce(update, written) ? [] : [duplicateDates(update.recordId)]));
  return { applied: updates.length, errors, warnings };
}

/**
 * Booking.com asks for one calendar month a request. It is a usage recommendation there; here it is
 * enforced, so that a sender that ignores it is found before certification.
 */
export function monthsTouched(candidates: (Update | Problem)[]): string[] {
  const dates = candidates.flatMap((candidate) => ('dates' in candidate ? candidate.dates : []));
  return [...new Set(dates.map((date) => date.slice(0, 7)))].sort();
}

/** The `LocatorID`, or the message's place in the request where the sender gave none. */
export function recordIdOf(node: XmlNode, index: number): string {
  return node.attributes.LocatorID ?? String(index + 1);
}

export function isProblem(candidate: Target | Problem): candidate is Problem {
  return 'code' in candidate;
}

/** Writes what is new in this request; false when some date had been written by an earlier message. */
function applyOnce(update: Update, written: Set<string>): boolean {
  let first = true;
  for (const change of update.changes) {
    for (const date of update.dates) {
      const key = [update.roomId, change.rateId ?? '', change.field, date].join('|');
      if (written.has(key)) first = false;
      else change.write(date);
      written.add(key);
    }
  }
  return first;
}

function duplicateDates(recordId: string): Problem {
  return {
    recordId,
    code: OTA_CODE.invalidDate,
    text: 'WARN_DUPLICATE_DATES: Request contains duplicate dates, we have applied only the first occurrence.',
  };
}

function dateProblem({ start, end, now }: { start: string; end: string; now: Date }): Problem | undefined {
  const today = todayInCentralEurope(now);
  // The page on availability allows one day in the past; older dates are refused.
  const earliest = addDays(today, -1);
  const latest = `${Number(today.slice(0, 4)) + FURTHEST_YEARS}${today.slice(4)}`;
  const invalid = [start, end].find((date) => !isCalendarDate(date) || date < earliest || date > latest);
  if (invalid !== undefined) {
    return {
      code: OTA_CODE.invalidDate,
      text: `NOT_A_VALID_DATE: Dates should be in YYYY-MM-DD format, not before '${earliest}', and not be past '${latest}'. '${invalid}' is not`,
    };
  }
  if (start > end) {
    return {
      code: OTA_CODE.invalidDateCombination,
      text: 'FROM_DATE_SHOULD_BE_LESS_THAN_TO_DATE: From date should be less than or equal To Date',
    };
  }
  return undefined;
}
