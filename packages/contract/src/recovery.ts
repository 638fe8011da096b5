import * as z from 'zod';
import { Bilingual, ById, Done, Instant, PageQuery, page } from './primitives.ts';
import { route } from './route.ts';
import { Effect, WebhookState } from './traffic.ts';

export const ReplayFilter = z.object({
  provider: z.string().optional(),
  eventType: z.string().max(200).optional(),
  state: WebhookState.optional(),
  /** By when they were received; `to` is not included. */
  from: Instant.optional(),
  to: Instant.optional(),
  /** Looked for in the provider's event id and the type. */
  q: z.string().trim().max(100).optional(),
});
export type ReplayFilter = z.infer<typeof ReplayFilter>;

/** What a replay would touch, counted before anything starts. `applied`: completed before; repeating them changes nothing. */
export const ReplayPlan = z.object({
  total: z.int(),
  groups: z.array(z.object({ effect: Effect, total: z.int(), applied: z.int(), open: z.int() })),
  providers: z.array(z.object({ provider: z.string(), total: z.int() })),
  oldestAt: Instant.nullable(),
  newestAt: Instant.nullable(),
  /** Events that come after the count are not in it: a start names the same limit. */
  upTo: z.string(),
});
export type ReplayPlan = z.infer<typeof ReplayPlan>;

export const ReplayState = z.enum(['running', 'paused', 'completed', 'cancelled']);
export const ReplayRun = z.object({
  id: z.string(),
  state: ReplayState,
  filter: ReplayFilter,
  effects: z.array(Effect),
  includeApplied: z.boolean(),
  perMinute: z.int(),
  total: z.int(),
  done: z.int(),
  /**
   * Of these, how many could not be applied. One that was applied before stays completed, with the reason beside it; one that is still open is
   * tried again by itself; the others are dead letters.
   */
  failed: z.int(),
  /** Id and name of who started it. */
  startedBy: z.string(),
  startedByName: z.string().nullable(),
  startedAt: Instant,
  finishedAt: Instant.nullable(),
});
export type ReplayRun = z.infer<typeof ReplayRun>;

/** How what no webhook told can be found out from a provider afterwards. */
export const FetchWay = z.enum(['event_list', 'inquiry', 'pull', 'none']);
export type FetchWay = z.infer<typeof FetchWay>;

export const FetchStatus = z.object({
  provider: z.string(),
  name: z.string(),
  way: FetchWay,
  /** How far back the provider lets us look. */
  reachDays: z.number(),
  /** What that means here, in words. */
  note: Bilingual,
  ready: z.boolean(),
  /** Everything the provider tells up to here is known; null: never looked. */
  completeUntil: Instant.nullable(),
  lastRunAt: Instant.nullable(),
  lastError: z.string().nullable(),
  running: z.boolean(),
  nextRunAt: Instant.nullable(),
  recoveredLast30Days: z.int(),
});
export type FetchStatus = z.infer<typeof FetchStatus>;

export const Repair = z.object({
  provider: z.string(),
  name: z.string(),
  way: FetchWay,
  /** `out_of_reach`: a part lies further back than the provider tells. `not_possible`: it tells nothing afterwards. */
  state: z.enum(['waiting', 'running', 'done', 'failed', 'out_of_reach', 'not_possible']),
  from: Instant,
  until: Instant,
  /** Told by the provider for that time; of these known already; of these new to us. */
  found: z.int(),
  known: z.int(),
  recovered: z.int(),
  error: z.string().nullable(),
});
export type Repair = z.infer<typeof Repair>;

export const Outage = z.object({
  id: z.string(),
  cause: z.enum(['agent', 'tunnel', 'line']),
  beganAt: Instant,
  endedAt: Instant.nullable(),
  /** `open`: it lasts. `incomplete`: some provider could not be asked, or not far enough back. */
  state: z.enum(['open', 'repairing', 'repaired', 'incomplete']),
  /** "Offline 02:10–03:45: 14 events missed, 14 recovered." Times at the resort. */
  sentence: Bilingual,
  repairs: z.array(Repair),
});
export type Outage = z.infer<typeof Outage>;

export const Silence = z.object({
  id: z.string(),
  provider: z.string(),
  name: z.string(),
  eventType: z.string(),
  /** `learning`: too little seen yet to know what is normal. */
  state: z.enum(['normal', 'learning', 'silent', 'acknowledged']),
  lastAt: Instant,
  /** The longest pause that is normal at this hour of the week. */
  normalGapSeconds: z.int().nullable(),
  silentSeconds: z.int(),
  sentence: Bilingual,
  nextStep: Bilingual,
  /** The test that would settle it. */
  test: z.enum(['webhook', 'connection', 'fetch']),
  acknowledgedUntil: Instant.nullable(),
});
export type Silence = z.infer<typeof Silence>;

/** What gave up, gathered by the reason, so that a hundred of the same are one line. */
export const DeadLetterGroup = z.object({
  key: z.string(),
  kind: z.enum(['webhook', 'job']),
  /** Null where it belongs to none. */
  provider: z.string().nullable(),
  /** Event type, or kind of job. */
  type: z.string(),
  /** The first sentence of the reason. */
  reason: z.string(),
  count: z.int(),
  oldestAt: Instant,
  newestAt: Instant,
  effect: Effect,
});
export type DeadLetterGroup = z.infer<typeof DeadLetterGroup>;
export const DeadLetter = z.object({ id: z.string(), kind: z.enum(['webhook', 'job']), about: z.string(), error: z.string(), at: Instant });
export type DeadLetter = z.infer<typeof DeadLetter>;

const keys = z.array(z.string().max(400)).min(1).max(200);

export const recoveryContract = {
  planReplay: route('webhooks.replay', 'POST /replays/plan', 'Count what a replay would touch; changes nothing')
    .input(z.object({ filter: ReplayFilter }))
    .output(ReplayPlan),
  startReplay: route('webhooks.replay', 'POST /replays', 'Work through many deliveries once more')
    .input(
      z.object({
        filter: ReplayFilter,
        effects: z.array(Effect).min(1),
        includeApplied: z.boolean(),
        perMinute: z.int().min(1).max(60_000).default(6000),
        upTo: z.string().max(80),
      }),
    )
    .output(ReplayRun),
  replays: route('traffic.read', 'GET /replays', 'Replays, newest first').input(PageQuery).output(page(ReplayRun)),
  replay: route('traffic.read', 'GET /replays/{id}', 'One replay').input(ById).output(ReplayRun),
  pauseReplay: route('webhooks.replay', 'POST /replays/{id}/pause', 'Hold a replay').input(ById).output(ReplayRun),
  resumeReplay: route('webhooks.replay', 'POST /replays/{id}/resume', 'Go on with it').input(ById).output(ReplayRun),
  cancelReplay: route('webhooks.replay', 'POST /replays/{id}/cancel', 'End it; what is done stays done').input(ById).output(ReplayRun),

  deadLetterGroups: route('traffic.read', 'GET /dead-letters', 'What gave up, by reason').output(z.array(DeadLetterGroup)),
  deadLetters: route('traffic.read', 'GET /dead-letters/items', 'The items of one group, newest first')
    .input(PageQuery.extend({ key: z.string().max(400) }))
    .output(page(DeadLetter)),
  retryDeadLetters: route('jobs.manage', 'POST /dead-letters/retry', 'Try whole groups again')
    .input(z.object({ keys }))
    .output(z.object({ retried: z.int() })),
  discardDeadLetters: route('jobs.manage', 'POST /dead-letters/discard', 'Give whole groups up, with a reason')
    .input(z.object({ keys, reason: z.string().trim().min(3).max(300) }))
    .output(z.object({ discarded: z.int() })),

  fetches: route('traffic.read', 'GET /recovery/providers', 'How far each provider’s news are complete').output(z.array(FetchStatus)),
  fetchMissing: route('recovery.fetch', 'POST /recovery/providers/{id}/fetch', 'Ask a provider now what we have missed')
    .input(ById.extend({ since: Instant.optional() }))
    .output(FetchStatus),
  outages: route('traffic.read', 'GET /recovery/outages', 'Outages with what they cost and what was recovered, newest first')
    .input(PageQuery)
    .output(page(Outage)),
  outage: route('traffic.read', 'GET /recovery/outages/{id}', 'One outage').input(ById).output(Outage),
  silences: route('traffic.read', 'GET /recovery/silences', 'Which events should have come by now').output(z.array(Silence)),
  acknowledgeSilence: route('recovery.fetch', 'POST /recovery/silences/{id}/acknowledge', 'I know; tell me again later')
    .input(ById.extend({ hours: z.int().min(1).max(168) }))
    .output(Done),
};
