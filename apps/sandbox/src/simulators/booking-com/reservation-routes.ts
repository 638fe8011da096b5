import type { Request, Response } from 'express';
import express from 'express';
import { type AckProblem, acknowledge, type FetchFilter, fetchMessages, reject } from './message-queues.ts';
import {
  type Envelope,
  errorMessage,
  OTA_CODE,
  type OtaRequestRules,
  type Problem,
  readOtaRequest,
  sendXml,
  successMessage,
} from './ota-message.ts';
import type { Property } from './property.ts';
import { reservationsDocument } from './reservation-xml.ts';
import type { Ledger, QueueKind } from './reservations.ts';
import type { ChildShape } from './shape.ts';
import { childNamed, childrenNamed, descendantsNamed, type XmlNode } from './xml.ts';

type Deps = { now: () => Date; id: (length: number) => string; property: Property; ledger: Ledger };

const VERSION = '2.001';

/** The two queues of secure-supply-xml.booking.com: GET fetches, POST to the same address acknowledges. */
export function reservationRouter(deps: Deps): express.Router {
  const router = express.Router();
  for (const queue of ['new', 'modify'] as const) {
    const path = queue === 'new' ? '/hotels/ota/OTA_HotelResNotif' : '/hotels/ota/OTA_HotelResModifyNotif';
    router.get(path, (request, response) => fetchQueue({ deps, queue }, request, response));
    router.post(path, express.text({ type: () => true, limit: '1mb' }), (request, response) =>
      receiveAcknowledgement({ deps, queue }, request, response),
    );
  }
  return router;
}

type Queue = { deps: Deps; queue: QueueKind };

function fetchQueue({ deps, queue }: Queue, request: Request, response: Response): void {
  const filter = readFilter(request.query, deps.property);
  const envelope = { now: deps.now(), ruid: deps.id(24) };
  if ('status' in filter) {
    sendXml(response, filter.status, errorMessage({ ...envelope, ...answerRoot(queue) }, [filter.problem]));
    return;
  }
  const reservations = fetchMessages(deps.ledger, queue, filter);
  sendXml(response, 200, reservationsDocument(envelope, { queue, reservations, property: deps.property }));
}

function receiveAcknowledgement({ deps, queue }: Queue, request: Request, response: Response): void {
  const envelope: Envelope = { ...answerRoot(queue), now: deps.now(), ruid: deps.id(24) };
  const read = readOtaRequest(request, { ...ACKNOWLEDGEMENT[queue], versionHeader: false });
  if (!read.ok) return sendXml(response, read.status, errorMessage(envelope, [read.problem]));
  const answer = readAnswer(read.root);
  if (answer === undefined) {
    const problem = {
      code: OTA_CODE.unableToProcess,
      text: 'Either Success with HotelReservationIDs or Errors with RecordIDs is expected',
    };
    return sendXml(response, 400, errorMessage(envelope, [problem]));
  }
  const { ids, positive } = answer;
  const problems = (positive ? acknowledge : reject)(deps.ledger, queue, ids);
  if (problems.length === 0) return sendXml(response, 200, successMessage(envelope));
  const status = problems.some((problem) => problem.reason === 'not_found') ? 404 : 400;
  sendXml(
    response,
    status,
    errorMessage(
      envelope,
      problems.map((problem) => ackFault(problem)),
    ),
  );
}

function answerRoot(queue: QueueKind): { root: string; version: string } {
  return { root: ACKNOWLEDGEMENT[queue].root, version: VERSION };
}

function ackFault(problem: AckProblem): Problem {
  return problem.reason === 'not_found'
    ? { code: OTA_CODE.reservationNotFound, recordId: problem.id, text: 'Hotel reservation was not found' }
    : { code: OTA_CODE.unableToProcess, recordId: problem.id, text: 'Hotel reservation has transaction message of the wrong type' };
}

const RESERVATION_IDS: ChildShape = {
  occurs: 'some',
  children: {
    ResGlobalInfo: {
      occurs: 'one',
      children: {
        HotelReservationIDs: {
          occurs: 'one',
          children: { HotelReservationID: { occurs: 'some', attributes: ['ResID_Value', 'ResID_Date?', 'ResID_Type?', 'ResID_Source?'] } },
        },
      },
    },
  },
};

/** https://developers.booking.com/connectivity/docs/reservations-api/acknowledging-new-reservations-ota */
const ACKNOWLEDGEMENT: Record<QueueKind, OtaRequestRules> = {
  new: acknowledgementRules('OTA_HotelResNotifRS', 'HotelReservations', 'HotelReservation'),
  modify: acknowledgementRules('OTA_HotelResModifyNotifRS', 'HotelResModifies', 'HotelResModify'),
};

function acknowledgementRules(root: string, list: string, item: string): OtaRequestRules {
  return {
    root,
    version: VERSION,
    shape: {
      children: {
        Success: { occurs: 'optional' },
        Errors: {
          occurs: 'optional',
          children: { Error: { occurs: 'some', attributes: ['Type?', 'Code?', 'RecordID', 'ShortText', 'Status?'] } },
        },
        [list]: { occurs: 'optional', children: { [item]: RESERVATION_IDS } },
      },
    },
  };
}

/** Reservation numbers of a positive or a negative answer; undefined when it is neither, or both. */
function readAnswer(root: XmlNode): { positive: boolean; ids: string[] } | undefined {
  const success = childNamed(root, 'Success');
  const errors = childNamed(root, 'Errors');
  const acknowledged = descendantsNamed(root, 'HotelReservationID').map((id) => id.attributes.ResID_Value ?? '');
  if (success !== undefined && errors === undefined && acknowledged.length > 0) return { positive: true, ids: acknowledged };
  if (success === undefined && errors !== undefined) {
    return { positive: false, ids: childrenNamed(errors, 'Error').map((error) => error.attributes.RecordID ?? '') };
  }
  return undefined;
}

/** The recovery filters `id`, `hotel_ids`, `last_change` (YYYY-MM-DD HH:MM:SS) and `limit` (10 to 200). */
function readFilter(query: Request['query'], property: Property): FetchFilter | { status: number; problem: Problem } {
  const unknown = Object.keys(query).find((name) => !['id', 'hotel_ids', 'last_change', 'limit'].includes(name));
  if (unknown !== undefined) return refuse(400, `Unknown query parameter '${unknown}'`);
  const { id, hotel_ids: hotels, last_change: since, limit } = query;
  if (typeof hotels === 'string' && hotels.split(',').some((hotel) => hotel !== property.id)) return refuse(403, 'Access denied for hotel');
  if (since !== undefined && (typeof since !== 'string' || !/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(since))) {
    return refuse(400, 'last_change must be written YYYY-MM-DD HH:MM:SS');
  }
  if (limit !== undefined && (typeof limit !== 'string' || !/^\d{2,3}$/.test(limit) || Number(limit) > 200)) {
    return refuse(400, 'limit must be a number from 10 to 200');
  }
  return {
    ...(typeof id === 'string' ? { ids: id.split(',') } : {}),
    ...(typeof since === 'string' ? { changedSince: new Date(`${since.replace(' ', 'T')}Z`) } : {}),
    ...(typeof limit === 'string' ? { limit: Number(limit) } : {}),
  };
}

function refuse(status: number, text: string): { status: number; problem: Problem } {
  return { status, problem: { code: OTA_CODE.unableToProcess, text } };
}
