import type { ReplayFilter, ReplayRun } from '@banrimkwae/contract/recovery';
import type { Effect } from '@banrimkwae/contract/traffic';
import { type FakeContext, fake, found, matches, pageOf } from './ground.ts';
import type { Webhook } from './traffic.ts';
import type { World } from './world.ts';

const { recovery } = fake;
const effects: readonly Effect[] = ['none', 'message', 'money'];

function chosen({ webhooks }: World, filter: ReplayFilter): Webhook[] {
  return webhooks.filter(
    ({ provider, eventType, state, receivedAt, webhookId }) =>
      (filter.provider === undefined || provider === filter.provider) &&
      (filter.state === undefined || state === filter.state) &&
      (filter.eventType === undefined || eventType === filter.eventType) &&
      (filter.from === undefined || receivedAt >= filter.from) &&
      (filter.to === undefined || receivedAt < filter.to) &&
      matches(filter.q, eventType, webhookId),
  );
}

const isApplied = ({ state }: Webhook) => state === 'completed';

function changeReplay({ world, publish }: FakeContext, id: string, part: Partial<ReplayRun>): ReplayRun {
  const run = Object.assign(found(world.replays, id), part);
  publish({ type: 'replay_changed', replayId: id, state: run.state, done: run.done, total: run.total });
  return run;
}

const replayCalls = {
  planReplay: recovery.planReplay.handler(({ input, context: { world } }) => {
    const all = chosen(world, input.filter);
    const providers = [...new Set(all.map(({ provider }) => provider))];
    return {
      total: all.length,
      groups: effects.map((effect) => {
        const group = all.filter((webhook) => webhook.effect === effect);
        const applied = group.filter(isApplied).length;
        return { effect, total: group.length, applied, open: group.length - applied };
      }),
      providers: providers.map((provider) => ({ provider, total: all.filter((one) => one.provider === provider).length })),
      oldestAt: all.at(-1)?.receivedAt ?? null,
      newestAt: all[0]?.receivedAt ?? null,
      upTo: '240',
    };
  }),
  startReplay: recovery.startReplay.handler(({ input, context: { world, operator, publish } }) => {
    const { upTo: _upTo, ...asked } = input;
    const total = chosen(world, input.filter).filter(
      (webhook) => input.effects.includes(webhook.effect) && (input.includeApplied || !isApplied(webhook)),
    ).length;
    const run: ReplayRun = {
      id: `rpl_${world.replays.length}`,
      state: 'running',
      ...asked,
      total,
      done: 0,
      failed: 0,
      startedBy: operator?.id ?? '',
      startedByName: operator?.name ?? null,
      startedAt: new Date(world.now).toISOString(),
      finishedAt: null,
    };
    world.replays.unshift(run);
    publish({ type: 'replay_changed', replayId: run.id, state: run.state, done: 0, total });
    return run;
  }),
  replays: recovery.replays.handler(({ input, context: { world } }) => pageOf(world.replays, input)),
  replay: recovery.replay.handler(({ input, context: { world } }) => found(world.replays, input.id)),
  pauseReplay: recovery.pauseReplay.handler(({ input, context }) => changeReplay(context, input.id, { state: 'paused' })),
  resumeReplay: recovery.resumeReplay.handler(({ input, context }) => changeReplay(context, input.id, { state: 'running' })),
  cancelReplay: recovery.cancelReplay.handler(({ input, context }) =>
    changeReplay(context, input.id, { state: 'cancelled', finishedAt: new Date(context.world.now).toISOString() }),
  ),
};

/** Takes whole groups away, and says how many items that were. */
function take({ world, publish }: FakeContext, keys: readonly string[]): number {
  const taken = world.deadLetters.filter(({ group }) => keys.includes(group.key));
  world.deadLetters = world.deadLetters.filter((given) => !taken.includes(given));
  publish({ type: 'recovery_changed' });
  return taken.reduce((sum, { items }) => sum + items.length, 0);
}

const deadLetterCalls = {
  deadLetterGroups: recovery.deadLetterGroups.handler(({ context: { world } }) => world.deadLetters.map(({ group }) => group)),
  deadLetters: recovery.deadLetters.handler(({ input, context: { world } }) =>
    pageOf(world.deadLetters.find(({ group }) => group.key === input.key)?.items ?? [], input),
  ),
  retryDeadLetters: recovery.retryDeadLetters.handler(({ input, context }) => ({ retried: take(context, input.keys) })),
  discardDeadLetters: recovery.discardDeadLetters.handler(({ input, context }) => ({ discarded: take(context, input.keys) })),
};

const gapCalls = {
  fetches: recovery.fetches.handler(({ context: { world } }) => world.fetches),
  fetchMissing: recovery.fetchMissing.handler(({ input, context: { world, publish } }) => {
    const status = found(
      world.fetches.map((fetch) => Object.assign(fetch, { id: fetch.provider })),
      input.id,
    );
    const now = new Date(world.now).toISOString();
    Object.assign(status, { completeUntil: now, lastRunAt: now, lastError: null });
    publish({ type: 'recovery_changed' });
    return status;
  }),
  outages: recovery.outages.handler(({ input, context: { world } }) => pageOf(world.outages, input)),
  outage: recovery.outage.handler(({ input, context: { world } }) => found(world.outages, input.id)),
  silences: recovery.silences.handler(({ context: { world } }) => world.silences),
  acknowledgeSilence: recovery.acknowledgeSilence.handler(({ input, context: { world, publish } }) => {
    Object.assign(found(world.silences, input.id), {
      state: 'acknowledged',
      acknowledgedUntil: new Date(world.now + input.hours * 3_600_000).toISOString(),
    });
    publish({ type: 'recovery_changed' });
    return { done: true as const };
  }),
};

export const recoveryCalls = { ...replayCalls, ...deadLetterCalls, ...gapCalls };
