import type { RequestHandler } from 'express';
import express from 'express';
import type { Simulator, SimulatorWorld } from '../../simulator.ts';
import { ariRouter } from './ari-routes.ts';
import { createInventory } from './inventory.ts';
import { isWaiting, missedMessages } from './message-queues.ts';
import { errorMessage, OTA_CODE, sendXml } from './ota-message.ts';
import { PRACTICE_PROPERTY, type Property } from './property.ts';
import { reservationRouter } from './reservation-routes.ts';
import type { Ledger, Reservation } from './reservations.ts';
import { createScenes } from './scenes.ts';
import { type Credentials, createTokenDesk, type TokenDesk } from './token.ts';
import { writeXml } from './xml.ts';

export type BookingComSettings = { credentials: Credentials; property: Property };

export const BOOKING_COM_PRACTICE: BookingComSettings = {
  credentials: { clientId: 'practice-machine-account', clientSecret: 'practice-booking-secret' },
  property: PRACTICE_PROPERTY,
};

type SceneName = 'guestBooks' | 'guestModifies' | 'guestCancels' | 'inventory';

/**
 * Booking.com's connectivity side for one property. Hosts: `auth` (connectivity-authentication), `supply`
 * (supply-xml) and `secure` (secure-supply-xml).
 */
export function bookingComSimulator(world: SimulatorWorld, settings: BookingComSettings = BOOKING_COM_PRACTICE): Simulator {
  let extranet = openExtranet(world, settings);
  const scene = (name: SceneName) => (input: unknown) => extranet.scenes[name](input);
  const host = (name: keyof typeof extranet.hosts): express.Router => {
    const router = express.Router();
    router.use((request, response, next) => extranet.hosts[name](request, response, next));
    return router;
  };
  return {
    id: 'booking-com',
    hosts: { auth: host('auth'), supply: host('supply'), secure: host('secure') },
    scenes: {
      guestBooks: scene('guestBooks'),
      guestModifies: scene('guestModifies'),
      guestCancels: scene('guestCancels'),
      inventory: scene('inventory'),
    },
    state: () => extranet.state(),
    reset: () => {
      extranet = openExtranet(world, settings);
    },
    errorBody: (status) => faultDocument(world, status),
  };
}

function openExtranet(world: SimulatorWorld, settings: BookingComSettings) {
  const { property } = settings;
  const inventory = createInventory(property);
  const ledger: Ledger = { now: world.now, inventory, reservations: new Map() };
  const tokens = createTokenDesk({ now: world.now, id: world.id, credentials: settings.credentials });
  const deps = { now: world.now, id: world.id, random: world.random, property, inventory, ledger };
  return {
    hosts: {
      auth: tokens.router,
      supply: guarded(world, tokens, ariRouter(deps)),
      secure: guarded(world, tokens, reservationRouter(deps)),
    },
    scenes: createScenes(deps),
    state: () => ({
      property: { id: property.id, name: property.name, currency: property.currency },
      tokensIssuedInLastHour: tokens.issuedInLastHour(),
      reservations: [...ledger.reservations.values()].map(summaryOf),
      missed: missedMessages(ledger).map((reservation) => reservation.id),
    }),
  };
}

/** Every call but the token exchange needs a bearer token that is still valid; Basic authentication ended in 2025. */
function guarded(world: SimulatorWorld, tokens: TokenDesk, router: express.Router): express.Router {
  const host = express.Router();
  const checkToken: RequestHandler = (request, response, next) => {
    const token = /^Bearer (\S+)$/.exec(request.get('authorization') ?? '')?.[1];
    if (token !== undefined && tokens.accepts(token)) return next();
    const root = `${request.path.split('/').at(-1) ?? ''}RS`;
    const problem = { code: OTA_CODE.unauthorized, text: 'Unauthorized' };
    const envelope = { root, version: '1.0', now: world.now(), ruid: world.id(24) };
    sendXml(response, 401, request.path.startsWith('/hotels/ota/') ? errorMessage(envelope, [problem]) : faultDocument(world, 401).body);
  };
  host.use(checkToken, router, (_request, response) => sendXml(response, 404, faultDocument(world, 404).body));
  return host;
}

function faultDocument(world: SimulatorWorld, status: number): { contentType: string; body: string } {
  const body = writeXml({
    result: { error: { '@code': status, '#text': FAULT_TEXT[status] ?? 'Request failed' }, '#comment': ` RUID: [${world.id(24)}] ` },
  });
  return { contentType: 'application/xml; charset=utf-8', body };
}

const FAULT_TEXT: Record<number, string> = {
  401: 'Unauthorized',
  404: 'Not found',
  429: 'Too many requests',
  500: 'INTERNAL_SERVER_ERROR',
  503: 'Service temporarily unavailable',
};

function summaryOf(reservation: Reservation) {
  return {
    id: reservation.id,
    guest: `${reservation.booker.givenName} ${reservation.booker.surname}`,
    cancelled: reservation.cancelled,
    queue: isWaiting(reservation) ? reservation.queue : null,
    rejected: reservation.rejected,
    revision: reservation.revision,
    changedAt: reservation.changedAt.toISOString(),
    rooms: reservation.rooms.map(({ index, roomId, rateId, arrival, nights }) => ({ index, roomId, rateId, arrival, nights })),
  };
}
