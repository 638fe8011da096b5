import type { ChannelProvider, ReservationMessage } from '@banrimkwae/connector-kit/capabilities/channel';
import { AppError } from '@banrimkwae/contract/errors';
import { Day, Instant, Money } from '@banrimkwae/contract/primitives';
import * as z from 'zod';
import type { JobOutcome, RunningJob } from '../jobs/port.ts';
import { applyReservation } from './apply-reservation.ts';
import { afterFault } from './faults.ts';
import { ALL, type ChannelGround, ringPush, tellChannels } from './ground.ts';

const DONE: JobOutcome = { done: true };
const MINUTE_MS = 60_000;
/** Channels drop a message nobody acknowledged, Booking.com after 30 minutes: after so long a gap we ask for all that changed. */
const GAP_MS = 25 * MINUTE_MS;
/** Their clock and ours need not agree. */
const OVERLAP_MS = 5 * MINUTE_MS;
/** https://developers.booking.com/connectivity/docs/reservations-api/reservations-process-ota asks for 5 s between acknowledging and reading. */
const REST_MS = 5000;
const LONGEST_STAY_DAYS = 400;

const Stay = z.object({ arrival: Day, departure: Day, guests: z.int(), total: Money.nullable() }).refine(({ arrival, departure }) => {
  const nights = (Date.parse(departure) - Date.parse(arrival)) / 86_400_000;
  return nights >= 1 && nights <= LONGEST_STAY_DAYS;
}, 'from arrival to departure are not 1 to 400 nights');
/** What must hold of a message lest it spoil the books. */
const Sound = z.object({
  channelReservationId: z.string().min(1),
  bookedAt: Instant.nullable(),
  total: Money,
  commission: Money.nullable(),
  rooms: z.array(Stay),
});

/** Job: reads what a channel, or each of them, has to tell of reservations; acknowledges what is committed. */
export async function importReservations(ground: ChannelGround, job: RunningJob): Promise<JobOutcome> {
  const providers = job.subjectId === ALL ? ground.providers.ready('channel').map(({ id }) => id) : [job.subjectId];
  const outcomes = await Promise.all(
    providers.map((provider) =>
      ground.inTurn(`import ${provider}`, () =>
        importFrom(ground, provider, job).catch(afterFault(ground, { provider, job, part: 'import' })),
      ),
    ),
  );
  return outcomes.find((outcome) => 'again' in outcome) ?? DONE;
}

async function importFrom(ground: ChannelGround, provider: string, job: RunningJob): Promise<JobOutcome> {
  const { ready, connector } = ground.providers.find(provider);
  if (!ready || !connector.channel) return DONE;
  const began = ground.clock.now();
  const restMs = restAfterAcknowledgement(ground, provider, began);
  if (restMs > 0) return { again: { afterMs: restMs, reason: 'The channel asks for a moment after an acknowledgement.' } };
  const since = gapSince(ground, provider, began);
  const { messages } = await takeIn(ground, { provider, channel: connector.channel, signal: job.signal, began, since });
  job.progress(1, `${connector.manifest.name}: ${messages.length} reservations`);
  return DONE;
}

/** `heardAt`: of every message that was told, when its revision was first taken over. `changed`: how many were so just now. */
export type ReadSince = { heardAt: readonly string[]; changed: number };

/**
 * Reads what waits at a channel and whatever changed since a moment, acknowledged or not. `waitMs`: the channel wants to be left alone for so
 * long first. Throws AppError: the channel does not offer it, or its fault.
 */
export function fetchSince(
  ground: ChannelGround,
  { provider, since, signal }: { provider: string; since: Date; signal: AbortSignal },
): Promise<ReadSince | { waitMs: number }> {
  return ground.inTurn(`import ${provider}`, async () => {
    const { channel } = ground.providers.find(provider).connector;
    if (!channel?.recoverReservations) throw new AppError('not_supported');
    const began = ground.clock.now();
    const waitMs = restAfterAcknowledgement(ground, provider, began);
    if (waitMs > 0) return { waitMs };
    const { messages, changed } = await takeIn(ground, { provider, channel, signal, began, since });
    const heardAt = messages.flatMap(
      ({ channelReservationId, revision }) => ground.reservations.heardAt({ provider, channelReservationId, revision }) ?? [],
    );
    return { heardAt, changed };
  });
}

/** Milliseconds; 0: it may be read now. */
function restAfterAcknowledgement(ground: ChannelGround, provider: string, now: Date): number {
  const { last_acknowledgement_at: at } = ground.states.of(provider);
  const restMs = at === null ? 0 : Date.parse(at) + REST_MS - now.getTime();
  return restMs > 0 && restMs <= REST_MS ? restMs : 0;
}

/** From when on to ask for all that changed, where nobody read for so long that messages may have left the queue. */
function gapSince(ground: ChannelGround, provider: string, now: Date): Date | undefined {
  const { last_import_at: last } = ground.states.of(provider);
  if (last === null || now.getTime() - Date.parse(last) <= GAP_MS) return undefined;
  return new Date(Date.parse(last) - OVERLAP_MS);
}

type Reading = { provider: string; channel: ChannelProvider; signal: AbortSignal; began: Date; since: Date | undefined };

async function takeIn(ground: ChannelGround, reading: Reading): Promise<{ messages: readonly ReservationMessage[]; changed: number }> {
  const { provider, began } = reading;
  const messages = await readMessages(ground, reading);
  const sound = messages.filter((message) => Sound.safeParse(message).success);
  const changed = commit(ground, provider, { messages: sound, at: began.toISOString() });
  await acknowledge(ground, reading, sound);
  requireSound(messages);
  endImport(ground, provider);
  return { messages: latestOf(sound), changed };
}

/** In the order in which they are to be applied: what is read later is newer. */
async function readMessages(ground: ChannelGround, { provider, channel, signal, since }: Reading): Promise<readonly ReservationMessage[]> {
  const pulled = await ground.providers.run(provider, channel.pullReservations, undefined, { signal });
  if (since === undefined || !channel.recoverReservations) return pulled;
  return [...pulled, ...(await ground.providers.run(provider, channel.recoverReservations, { since }, { signal }))];
}

/** Of each reservation the message that was read last. */
function latestOf(messages: readonly ReservationMessage[]): ReservationMessage[] {
  return [...new Map(messages.map((message) => [message.channelReservationId, message])).values()];
}

/** Answers how many reservations changed. */
function commit(
  ground: ChannelGround,
  provider: string,
  { messages, at }: { messages: readonly ReservationMessage[]; at: string },
): number {
  const changed = ground.database.transaction(() => {
    const applied = messages.map((message) => applyReservation(ground, { provider, message, at }));
    ground.states.change(provider, { last_import_at: at });
    const changes = applied.filter((one) => one.changed);
    if (changes.length > 0) ringPush(ground);
    return new Set(changes.map(({ reservationId }) => reservationId));
  })();
  for (const reservationId of changed) ground.live.publish({ type: 'reservation_changed', reservationId });
  if (changed.size > 0) tellChannels(ground);
  return changed.size;
}

/** Should this fail, the channel gives them again with the next reading, which changes nothing and acknowledges them. */
async function acknowledge(
  ground: ChannelGround,
  { provider, channel, signal }: Reading,
  messages: readonly ReservationMessage[],
): Promise<void> {
  if (messages.length === 0) return;
  const latest = latestOf(messages);
  const input = { messages: latest.map(({ channelReservationId, queue }) => ({ channelReservationId, queue })) };
  await ground.providers.run(provider, channel.acknowledgeReservations, input, { signal });
  const at = ground.clock.now().toISOString();
  const acknowledged = ground.database.transaction(() => {
    ground.states.change(provider, { last_acknowledgement_at: at });
    return latest.flatMap(
      (message) =>
        ground.reservations.acknowledge({ provider, channelReservationId: message.channelReservationId, revision: message.revision }, at) ??
        [],
    );
  })();
  for (const reservationId of acknowledged) ground.live.publish({ type: 'reservation_changed', reservationId });
  tellChannels(ground, [provider]);
}

/** One that makes no sense must not hold up the others. It stays with the channel, which reports it to the property in its own way. */
function requireSound(messages: readonly ReservationMessage[]): void {
  const unsound = messages.flatMap((message) => {
    const { error } = Sound.safeParse(message);
    return error ? [`${message.channelReservationId}: ${error.issues[0]?.path.join('.')} ${error.issues[0]?.message}`] : [];
  });
  if (unsound.length > 0) throw new AppError('provider_answer_unreadable', { providerMessage: unsound.join(' · ') });
}

function endImport(ground: ChannelGround, provider: string): void {
  const { import_error, import_failures } = ground.states.of(provider);
  if (import_error === null && import_failures === 0) return;
  ground.states.change(provider, { import_error: null, import_failures: 0 });
  tellChannels(ground, [provider]);
}
