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
  const { last_acknowledgement_at: acknowledgedAt } = ground.states.of(provider);
  const restMs = acknowledgedAt === null ? 0 : Date.parse(acknowledgedAt) + REST_MS - began.getTime();
  if (restMs > 0 && restMs <= REST_MS)
    return { again: { afterMs: restMs, reason: 'The channel asks for a moment after an acknowledgement.' } };

  const reading: Reading = { provider, channel: connector.channel, job, began };
  const messages = await readMessages(ground, reading);
  const sound = messages.filter((message) => Sound.safeParse(message).success);
  job.progress(0.5, `${connector.manifest.name}: ${messages.length} reservations`);
  commit(ground, provider, { messages: sound, at: began.toISOString() });
  await acknowledge(ground, reading, sound);
  requireSound(messages);
  endImport(ground, provider);
  return DONE;
}

type Reading = { provider: string; channel: ChannelProvider; job: RunningJob; began: Date };

/** In the order in which they are to be applied: what is read later is newer. */
async function readMessages(ground: ChannelGround, { provider, channel, job, began }: Reading): Promise<readonly ReservationMessage[]> {
  const trace = { signal: job.signal };
  const pulled = await ground.providers.run(provider, channel.pullReservations, undefined, trace);
  const { last_import_at: last } = ground.states.of(provider);
  const wasAway = last !== null && began.getTime() - Date.parse(last) > GAP_MS;
  if (!wasAway || !channel.recoverReservations) return pulled;
  const since = new Date(Date.parse(last) - OVERLAP_MS);
  return [...pulled, ...(await ground.providers.run(provider, channel.recoverReservations, { since }, trace))];
}

function commit(ground: ChannelGround, provider: string, { messages, at }: { messages: readonly ReservationMessage[]; at: string }): void {
  const changed = ground.database.transaction(() => {
    const applied = messages.map((message) => applyReservation(ground, { provider, message, at }));
    ground.states.change(provider, { last_import_at: at });
    const changes = applied.filter((one) => one.changed);
    if (changes.length > 0) ringPush(ground);
    return new Set(changes.map(({ reservationId }) => reservationId));
  })();
  for (const reservationId of changed) ground.live.publish({ type: 'reservation_changed', reservationId });
  if (changed.size > 0) tellChannels(ground);
}

/** Should this fail, the channel gives them again with the next reading, which changes nothing and acknowledges them. */
async function acknowledge(
  ground: ChannelGround,
  { provider, channel, job }: Reading,
  messages: readonly ReservationMessage[],
): Promise<void> {
  if (messages.length === 0) return;
  const latest = [...new Map(messages.map((message) => [message.channelReservationId, message])).values()];
  const input = { messages: latest.map(({ channelReservationId, queue }) => ({ channelReservationId, queue })) };
  await ground.providers.run(provider, channel.acknowledgeReservations, input, { signal: job.signal });
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
