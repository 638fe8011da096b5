import { type XmlElement, xml } from '@banrimkwae/connector-kit/xml';
import type { Queue } from './map-reservations.ts';
import { errorsIn, otaDocument, type Problem } from './ota.ts';

const FORM = {
  new: { root: 'OTA_HotelResNotifRS', list: 'HotelReservations', item: 'HotelReservation' },
  changed: { root: 'OTA_HotelResModifyNotifRS', list: 'HotelResModifies', item: 'HotelResModify' },
} as const satisfies Record<Queue, unknown>;

/** One acknowledgement of any number of reservations. https://developers.booking.com/connectivity/docs/reservations-api/acknowledging-new-reservations-ota */
export function acknowledgementOf(queue: Queue, ids: readonly string[], at: Date): string {
  const { root, list, item } = FORM[queue];
  const numbers = ids.map((id) => xml('HotelReservationID', { ResID_Value: id }));
  const global = xml('ResGlobalInfo', {}, [xml('HotelReservationIDs', {}, numbers)]);
  return otaDocument(root, '2.001', { at, content: [xml('Success'), xml(list, {}, [xml(item, {}, [global])])] });
}

export type Refusal = Problem & { changedMeanwhile: boolean };

/** https://developers.booking.com/connectivity/docs/reservations-api/reservations-troubleshooting */
export function refusalsIn(body: XmlElement): readonly Refusal[] {
  return errorsIn(body).map((problem) => ({ ...problem, changedMeanwhile: /wrong type/i.test(problem.message) }));
}
