import { connectors } from '@banrimkwae/connectors';
import type { Access } from './access/index.ts';
import { inboxMigrationsFolder, inboxWriterFile, setupFile } from './assets.ts';
import { startOfDay } from './calendar-day.ts';
import { type ChannelRoom, createChannel } from './channel/index.ts';
import type { Foundation } from './foundation.ts';
import { createExchangeRates, createGuestServices, type ExchangeRates, type GuestServices } from './guest-services/index.ts';
import { createIngress, type Ingress } from './ingress/index.ts';
import { type BellFactory, createJobQueue, type JobQueue, sqliteBell } from './jobs/index.ts';
import { createMessaging, type Messaging } from './messaging/index.ts';
import { dataFiles } from './operations/index.ts';
import { createOutgoing, createPost, type OutgoingRoom } from './outgoing/index.ts';
import type { Outside } from './outside.ts';
import { createPayments, type PaymentsRoom } from './payments/index.ts';
import { createProvidersRoom, type ProvidersRoom } from './providers/index.ts';
import type { PublicAddress } from './public-address.ts';
import { createGaps, createReplayRoom, type GapsRoom, type ReplayRoom } from './recovery/index.ts';
import { createTraffic, type TrafficRoom } from './traffic/index.ts';
import type { Tunnel } from './tunnel/index.ts';

/** The feature rooms, and what brings them work: the queue and the way in. */
export type FeatureRooms = {
  jobs: JobQueue;
  outgoing: OutgoingRoom & { close: () => Promise<void> };
  payments: PaymentsRoom;
  channel: ChannelRoom;
  messaging: Messaging;
  guestServices: GuestServices;
  exchangeRates: ExchangeRates;
  ingress: Ingress;
  providers: ProvidersRoom;
  traffic: TrafficRoom;
  tunnel: Tunnel;
  repairs: ReplayRoom;
  gaps: GapsRoom;
};
type Ground = { foundation: Foundation; outside: Outside; access: Access; address: PublicAddress; tunnel: Tunnel };

/** Builds every room; nothing runs yet. */
export async function openRooms({ foundation, outside, access, address, tunnel }: Ground): Promise<FeatureRooms> {
  const { config, clock, newId, log, database, requestLog, live, resort, masterKey } = foundation;
  const { providers } = outside;
  const { audit } = access;
  const bell = await chosenBell(config.redisUrl);
  const jobs = createJobQueue({ database, clock, newId, random: Math.random, live, log, bell });
  const ground = { database, providers, jobs, live, clock, newId, audit };
  const { post, close: closePost } = createPost();
  const outgoing = createOutgoing({ ...ground, key: masterKey.key, profile: config.profile, post });
  const { currency, timeZone, guestCurrencies } = resort;
  const exchangeRates = createExchangeRates({ database, providers, jobs, clock, currency, timeZone, guestCurrencies });
  const payments = createPayments({
    ...ground,
    returnUrl: address.returnUrl,
    requestsOf: requestLog.byPayment,
    rateFor: exchangeRates.rateFor,
    currency,
    timeZone,
    announce: outgoing.announce,
  });
  const channel = createChannel({ ...ground, resort });
  const messaging = createMessaging(ground);
  const guestServices = createGuestServices({ providers, clock, resort: () => resort });
  const ingress = openIngress(foundation, { providers, jobs, audit, prove: tunnel.prove, payments, messaging });
  return {
    jobs,
    gaps: createGaps({ ...ground, inbox: ingress.inbox, channel, payments, ...gapsGround(foundation) }),
    outgoing: { ...outgoing, close: closePost },
    payments,
    channel,
    messaging,
    guestServices,
    exchangeRates,
    ingress,
    providers: openProvidersRoom({ foundation, outside, access, address, tunnel }, { ingress, jobs }),
    tunnel,
    repairs: createReplayRoom({ ...ground, inbox: ingress.inbox }),
    traffic: createTraffic({ inbox: ingress.inbox, requestLog, jobs, database, audit, paymentOf: payments.paymentOf }),
  };
}

type IngressGround = Pick<Outside, 'providers'> &
  Pick<FeatureRooms, 'jobs' | 'payments' | 'messaging'> &
  Pick<Access, 'audit'> &
  Pick<Tunnel, 'prove'>;

/** The way in, and which room applies what comes. */
function openIngress(foundation: Foundation, { payments, messaging, ...ground }: IngressGround): Ingress {
  const { config, database, resort, clock, newId, live, log } = foundation;
  const { applyEvent } = payments;
  return createIngress({
    ...ground,
    database,
    clock,
    newId,
    live,
    files: { inbox: dataFiles(config.dataDir).inbox, migrations: inboxMigrationsFolder, writer: inboxWriterFile },
    connectors,
    appliers: { payment: applyEvent, refund: applyEvent, dispute: applyEvent, warning: applyEvent, ...messaging.applyEvent },
    retention: resort.retention,
    log,
  });
}

/** BullMQ and its Redis client are loaded only where they are used: most resorts run without. */
async function chosenBell(redisUrl: string | undefined): Promise<BellFactory> {
  if (redisUrl === undefined) return sqliteBell();
  const { redisBell } = await import('./jobs/redis-bell.ts');
  return redisBell({ url: redisUrl });
}

function gapsGround({ resort, requestLog, log }: Foundation) {
  return { connectors, log, timeZone: resort.timeZone, lastCalls: requestLog.lastCalls };
}

function openProvidersRoom(
  { foundation, outside, access, address, tunnel }: Ground,
  { ingress, jobs }: Pick<FeatureRooms, 'ingress' | 'jobs'>,
): ProvidersRoom {
  const { database, requestLog, live, clock, masterKey, config, resort } = foundation;
  return createProvidersRoom({
    database,
    connectors,
    requestLog,
    live,
    clock,
    table: outside.table,
    providers: outside.providers,
    breakers: outside.gateway.breakers,
    audit: access.audit,
    key: masterKey.key,
    profile: config.profile,
    publicUrl: address.url,
    setPublicUrl: address.set,
    lastDeliveryAt: ingress.inbox.lastReceivedAt,
    jobs,
    roundTrip: async (publicUrl) => {
      const walk = await tunnel.walkRoundTrip(publicUrl);
      return walk.ok ? walk : { ok: false, error: `The public address does not lead back to this agent: ${walk.error}.` };
    },
    startOfToday: () => startOfDay(clock.now(), resort.timeZone),
    setupFile,
  });
}
