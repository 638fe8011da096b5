import type { ChannelProvider } from '@banrimkwae/connector-kit/capabilities/channel';
import type { JobOutcome, RunningJob } from '../jobs/port.ts';
import { addDays, endOfMonth } from './calendar.ts';
import { afterFault } from './faults.ts';
import { ALL, type ChannelGround, ringPushOf, tellChannels } from './ground.ts';
import { mergeNights, type Run } from './merge-nights.ts';
import type { Span } from './sent-table.ts';

/** Updates a message at most: a month of four room types with two rates where no two nights are equal. */
const MOST_UPDATES = 250;
const MOST_NIGHTS = 10_000;
const DONE: JobOutcome = { done: true };

/** Job: tells a channel, or all of them, whatever differs from the inventory. Values are absolute, so a night may be told twice. */
export async function pushInventory(ground: ChannelGround, job: RunningJob): Promise<JobOutcome> {
  const providers = job.subjectId === ALL ? ground.providers.ready('channel').map(({ id }) => id) : [job.subjectId];
  const outcomes = await Promise.all(
    providers.map((provider) =>
      ground.inTurn(`push ${provider}`, () => pushTo(ground, provider, job).catch(afterFault(ground, { provider, job, part: 'push' }))),
    ),
  );
  return outcomes.find((outcome) => 'again' in outcome) ?? DONE;
}

/** Job: rings where something waits, whatever the reason: a new day came into reach, a provider was set up, a ring came too late to be heard. */
export function watchChannels(ground: ChannelGround): JobOutcome {
  for (const { id, connector } of ground.providers.ready('channel')) {
    if (connector.channel && ground.sent.waiting(reachOf(ground, id, connector.channel)).count > 0) ringPushOf(ground, id);
  }
  return DONE;
}

/** The days a channel is told of: from today at the resort on, as far as it takes them. */
export function reachOf(ground: ChannelGround, provider: string, { limits }: Pick<ChannelProvider, 'limits'>): Span {
  const from = ground.today();
  return { provider, from, to: addDays(from, limits.daysAhead) };
}

async function pushTo(ground: ChannelGround, provider: string, job: RunningJob): Promise<JobOutcome> {
  const { ready, connector } = ground.providers.find(provider);
  // What is paused or not set up keeps its changes waiting; the watch rings when it is back.
  if (!ready || !connector.channel) return DONE;
  ground.sent.forgetPast(provider, ground.today());
  for (let told = 0; ; ) {
    job.signal.throwIfAborted();
    const message = claimMessage(ground, provider, connector.channel);
    if (message.length === 0) break;
    const updates = message.map(({ update }) => update);
    const input = { updates, currency: ground.resort.currency };
    const report = await ground.providers.run(provider, connector.channel.pushInventory, input, { signal: job.signal });
    settle(ground, provider, { message, rejected: report.rejected });
    told += message.reduce((sum, { nights }) => sum + nights.length, 0);
    const left = ground.sent.waiting(reachOf(ground, provider, connector.channel)).count;
    job.progress(told / (told + left), `${connector.manifest.name}: ${updates[0]?.from.slice(0, 7)}`);
    tellChannels(ground, [provider]);
  }
  endPush(ground, provider);
  return DONE;
}

/** What is sent next: as much as one message may hold of the first month that differs. */
function claimMessage(ground: ChannelGround, provider: string, channel: ChannelProvider): Run[] {
  return ground.database.transaction(() => {
    const reach = reachOf(ground, provider, channel);
    const { firstDay } = ground.sent.waiting(reach);
    if (firstDay === null) return [];
    const monthEnd = endOfMonth(firstDay);
    const to = channel.limits.message === 'calendar_month' && monthEnd < reach.to ? monthEnd : reach.to;
    const runs = mergeNights(ground.sent.differing({ ...reach, to, limit: MOST_NIGHTS })).slice(0, MOST_UPDATES);
    const at = ground.clock.now().toISOString();
    for (const night of runs.flatMap(({ nights }) => nights)) ground.sent.claim(provider, night, at);
    return runs;
  })();
}

type Answered = { message: readonly Run[]; rejected: readonly { index: number; code: string; message: string }[] };

/** A refused night is not sent again until it changes or someone syncs. One that changed meanwhile differs, so it goes with the next message. */
function settle(ground: ChannelGround, provider: string, { message, rejected }: Answered): void {
  const refusals = new Map(rejected.map(({ index, ...refusal }) => [index, refusal]));
  const at = ground.clock.now().toISOString();
  ground.database.transaction(() => {
    for (const { nights, update } of message)
      for (const night of nights) ground.sent.settle(provider, night, { refusal: refusals.get(update.index), at });
    ground.states.change(provider, { last_push_at: at });
  })();
}

function endPush(ground: ChannelGround, provider: string): void {
  const { push_error, push_failures } = ground.states.of(provider);
  if (push_error === null && push_failures === 0) return;
  ground.states.change(provider, { push_error: null, push_failures: 0 });
  tellChannels(ground, [provider]);
}
