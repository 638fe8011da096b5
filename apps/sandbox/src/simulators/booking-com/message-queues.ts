import type { Ledger, QueueKind, Reservation } from './reservations.ts';

/** After this time an unacknowledged message leaves the queue and goes to the property by e-mail. */
const FALLBACK_AFTER = 30 * 60_000;

export type AckProblem = { id: string; reason: 'not_found' | 'wrong_type' };

export type FetchFilter = { ids?: string[]; changedSince?: Date; limit?: number };

/**
 * The messages a GET of one queue answers: those that wait for their acknowledgement, or with a recovery filter whatever
 * it asks for (https://developers.booking.com/connectivity/docs/reservations-api/reservations-process-ota).
 */
export function fetchMessages(ledger: Ledger, queue: QueueKind, filter: FetchFilter): Reservation[] {
  const recovery = filter.ids !== undefined || filter.changedSince !== undefined;
  const found = [...ledger.reservations.values()]
    .filter((reservation) => reservation.queue === queue)
    .filter((reservation) => (recovery ? isAskedFor(reservation, filter) : isWaiting(reservation) && !isTimedOut(ledger, reservation)))
    .slice(0, filter.limit ?? Number.POSITIVE_INFINITY);
  for (const reservation of found) reservation.fetchedRevision = reservation.revision;
  return found;
}

/** Acknowledges all, or none of them when one cannot be. */
export function acknowledge(ledger: Ledger, queue: QueueKind, ids: string[]): AckProblem[] {
  return settle(ledger, { queue, ids }, (reservation) => {
    reservation.acknowledgedRevision = reservation.revision;
  });
}

/** A negative answer: the messages stay queued until they time out, and will not be reported as missed. */
export function reject(ledger: Ledger, queue: QueueKind, ids: string[]): AckProblem[] {
  return settle(ledger, { queue, ids }, (reservation) => {
    reservation.rejected = true;
  });
}

/** What the property has got by e-mail, because nobody acknowledged it in time. */
export function missedMessages(ledger: Ledger): Reservation[] {
  return [...ledger.reservations.values()].filter((one) => isWaiting(one) && isTimedOut(ledger, one) && !one.rejected);
}

export function isWaiting(reservation: Reservation): boolean {
  return reservation.acknowledgedRevision < reservation.revision;
}

function isTimedOut(ledger: Ledger, reservation: Reservation): boolean {
  return ledger.now().getTime() - reservation.changedAt.getTime() >= FALLBACK_AFTER;
}

function isAskedFor(reservation: Reservation, filter: FetchFilter): boolean {
  if (filter.ids !== undefined && !filter.ids.includes(reservation.id)) return false;
  return filter.changedSince === undefined || reservation.changedAt >= filter.changedSince;
}

/**
 * "Wrong type" is Booking.com's answer both to the wrong endpoint and to a message that is no longer the latest
 * (https://developers.booking.com/connectivity/docs/reservations-api/reservations-troubleshooting).
 * Acknowledging the same message twice is accepted, since the first answer may have been lost (inferred).
 */
function settle(
  ledger: Ledger,
  { queue, ids }: { queue: QueueKind; ids: string[] },
  apply: (reservation: Reservation) => void,
): AckProblem[] {
  const problems: AckProblem[] = [];
  const found: Reservation[] = [];
  for (const id of ids) {
    const reservation = ledger.reservations.get(id);
    if (reservation === undefined) problems.push({ id, reason: 'not_found' });
    else if (reservation.queue !== queue || reservation.fetchedRevision !== reservation.revision)
      problems.push({ id, reason: 'wrong_type' });
    else found.push(reservation);
  }
  if (problems.length === 0) found.forEach(apply);
  return problems;
}
