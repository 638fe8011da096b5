import type { Request, Response } from 'express';
import express from 'express';
import { applyUpdates, monthsTouched, type Update } from './ari-updates.ts';
import { AVAILABILITY_REQUEST, readAvailability } from './availability.ts';
import type { Inventory } from './inventory.ts';
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
import { RATE_REQUEST, readRates } from './rates.ts';
import { answerRoomRateAvailability, answerRoomRates } from './read-back.ts';
import type { XmlNode } from './xml.ts';

type Deps = { now: () => Date; id: (length: number) => string; property: Property; inventory: Inventory };

type AriEndpoint = {
  path: string;
  rules: OtaRequestRules;
  answerRoot: string;
  read: (root: XmlNode, context: { property: Property; inventory: Inventory; now: Date }) => (Update | Problem)[];
};

const ENDPOINTS: readonly AriEndpoint[] = [
  { path: '/hotels/ota/OTA_HotelAvailNotif', rules: AVAILABILITY_REQUEST, answerRoot: 'OTA_HotelAvailNotifRS', read: readAvailability },
  { path: '/hotels/ota/OTA_HotelRateAmountNotif', rules: RATE_REQUEST, answerRoot: 'OTA_HotelRateAmountNotifRS', read: readRates },
];

/** Rates, availability, restrictions and their read-back, on supply-xml.booking.com. */
export function ariRouter(deps: Deps): express.Router {
  const router = express.Router();
  router.use(express.text({ type: () => true, limit: '5mb' }));
  for (const endpoint of ENDPOINTS) {
    router.post(endpoint.path, (request, response) => receiveUpdates(deps, endpoint, { request, response }));
  }
  router.post('/hotels/xml/roomrates', (request, response) => answerRoomRates(deps, request, response));
  router.post('/hotels/xml/roomrateavailability', (request, response) => answerRoomRateAvailability(deps, request, response));
  return router;
}

/**
 * HTTP 400 when nothing could be applied; HTTP 200 when at least one update was, with the rest listed as errors.
 * The table is Booking.com's for B.XML (b_xml-availability-troubleshooting); that OTA answers alike is inferred.
 */
function receiveUpdates(deps: Deps, endpoint: AriEndpoint, http: { request: Request; response: Response }): void {
  const now = deps.now();
  const envelope: Envelope = { root: endpoint.answerRoot, version: endpoint.rules.version, now, ruid: deps.id(24) };
  const read = readOtaRequest(http.request, { ...endpoint.rules, versionHeader: true });
  if (!read.ok) return sendXml(http.response, read.status, errorMessage(envelope, [read.problem]));
  const candidates = endpoint.read(read.root, { ...deps, now });
  const months = monthsTouched(candidates);
  if (months.length > 1) {
    const problem = { code: OTA_CODE.invalidDateCombination, text: `One calendar month a request is expected, not ${months.join(', ')}` };
    return sendXml(http.response, 400, errorMessage(envelope, [problem]));
  }
  const outcome = applyUpdates(candidates);
  if (outcome.errors.length === 0) return sendXml(http.response, 200, successMessage(envelope, outcome.warnings));
  sendXml(http.response, outcome.applied > 0 ? 200 : 400, errorMessage(envelope, outcome.errors));
}
