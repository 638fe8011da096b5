import { randomBytes } from 'node:crypto';
import type { Capability } from '@banrimkwae/contract/provider-fields';
import { type Access, AGENT, createOperator, listOperators } from '../access/index.ts';
import type { Providers } from '../providers/port.ts';
import type { Episode } from './episode.ts';
import type { PlayDeps } from './ground.ts';
import { playPayment } from './play-payment.ts';
import { STAFF } from './staff.ts';
import { until } from './until.ts';
import { WEEK } from './week.ts';

const NOK = { id: 'practice', name: 'Nok (front desk)', holder: 'front_desk' } as const;
const MALEE = { id: 'practice-manager', name: 'Malee (manager)', holder: 'manager' } as const;
const DAY_MS = 86_400_000;
const COMPARING_MS = 30_000;
/** UTC+7 the whole year. */
const RESORT_OFFSET_MS = 7 * 3_600_000;

/** Operators of each role, once. Their passwords are random: in practice one signs in by a click. */
export async function hireStaff(access: Access): Promise<void> {
  const known = new Set(listOperators(access.ground).map(({ username }) => username));
  for (const person of STAFF.filter(({ username }) => !known.has(username)))
    await createOperator(access.ground, { ...person, password: randomBytes(24).toString('base64url') }, AGENT);
}

/** Lets a believable week happen for real: every payment, booking and message goes through rooms, gateway, sandbox and webhook. */
export async function playWeek(deps: PlayDeps): Promise<void> {
  try {
    for (const episode of WEEK) {
      await allQuiet(deps);
      await deps.sandbox.travel(deps.clock.travelTo(momentOf(episode, deps.realNow())));
      // Their beats were jumped over.
      deps.rooms.exchangeRates.resume();
      await allQuiet(deps);
      await playEpisode(deps, episode).catch((fault: unknown) => {
        // Practice data: one episode less is better than no practice, but never without a word.
        deps.note(
          `The practice week went on without "${episode.kind}" of ${episode.daysAgo} days ago: ${fault instanceof Error ? fault.message : String(fault)}`,
        );
      });
    }
    await allQuiet(deps);
  } finally {
    deps.clock.return();
    await deps.sandbox.clearFaults();
    await deps.sandbox.travel(0);
  }
  await compareBooks(deps).catch((fault: unknown) => deps.note(`The days of the practice week are not compared yet: ${String(fault)}`));
}

/** Every day of the week at every gateway, so that the comparison of days has something to show at once. */
async function compareBooks(deps: PlayDeps): Promise<void> {
  const now = deps.realNow();
  const dayOf = (at: Date) => new Date(at.getTime() + RESORT_OFFSET_MS).toISOString().slice(0, 10);
  const first = Math.min(...WEEK.map((episode) => momentOf(episode, now).getTime()));
  deps.rooms.payments.reconciliation.run({ provider: null, from: dayOf(new Date(first)), to: dayOf(now) }, MALEE);
  await allQuiet(deps, COMPARING_MS);
}

/** A call that began on one day and ended on another would be told as one that took days. */
async function allQuiet({ rooms }: PlayDeps, patienceMs?: number): Promise<void> {
  await until(() => {
    const { pending, processing } = rooms.ingress.inbox.counts();
    const { waiting, running } = rooms.jobs.counts();
    return waiting + running + pending + processing === 0;
  }, patienceMs);
}

async function playEpisode(deps: PlayDeps, episode: Episode): Promise<void> {
  const { rooms, sandbox } = deps;
  if (episode.kind === 'payment') return playPayment(deps, episode, { desk: NOK, manager: MALEE });
  if (episode.kind === 'answer') return answerLatest(deps, episode.text);
  const provider = firstOf(rooms.directory, episode.capability);
  if (provider === undefined) return;
  if (episode.kind === 'scene') {
    const { unread } = rooms.messaging.summary();
    await sandbox.play(provider, episode.scene, episode.input ?? {});
    if (episode.capability === 'channel') await importNow(deps, provider);
    else await until(() => rooms.messaging.summary().unread > unread);
    return;
  }
  await sandbox.order({ provider, status: 503, times: episode.failures });
  // The screens of that time would have shown the fault; here only its traces in the log are wanted.
  await Promise.allSettled([rooms.guestServices.weather({ language: 'en' }), rooms.guestServices.weather({ language: 'th' })]);
  await sandbox.clearFaults();
}

async function importNow({ rooms }: PlayDeps, provider: string): Promise<void> {
  const { jobId } = rooms.channel.import({ provider }, NOK);
  await until(() => rooms.jobs.get(jobId)?.state === 'completed');
}

async function answerLatest({ rooms, clock }: PlayDeps, text: string): Promise<void> {
  const [latest] = rooms.messaging.conversations({ limit: 1 }).items;
  if (!latest) return;
  rooms.messaging.markRead(latest.id);
  const { id } = rooms.messaging.send({ id: latest.id, idempotencyKey: `practice-${clock.now().getTime()}`, text }, NOK);
  await until(() => rooms.messaging.conversation(latest.id).messages.find((message) => message.id === id)?.state === 'sent');
}

function firstOf(providers: Providers, capability: Capability): string | undefined {
  return providers.ready(capability)[0]?.id;
}

/** The calendar begins a day before the first thing happens. */
export function beginningOfWeek(now: Date): Date {
  return new Date(Math.min(...WEEK.map((episode) => momentOf(episode, now).getTime())) - DAY_MS);
}

/** `-01:20` on day 0 is so long before now, so that today is never in the future; else a time of the resort's day. */
function momentOf({ daysAgo, at }: Episode, now: Date): Date {
  const [hours = 0, minutes = 0] = at.replace('-', '').split(':').map(Number);
  const sinceMidnight = (hours * 60 + minutes) * 60_000;
  if (at.startsWith('-')) return new Date(now.getTime() - sinceMidnight);
  const midnight = Math.floor((now.getTime() + RESORT_OFFSET_MS) / DAY_MS) * DAY_MS - RESORT_OFFSET_MS;
  return new Date(midnight - daysAgo * DAY_MS + sinceMidnight);
}
