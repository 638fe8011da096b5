import { api } from '../access/index.ts';
import type { ReplayRoom } from './replay-room.ts';

export function replayRoutes({ replays, deadLetters }: ReplayRoom) {
  const { recovery } = api;
  return {
    planReplay: recovery.planReplay.handler(({ input }) => replays.plan(input.filter)),
    startReplay: recovery.startReplay.handler(({ input, context }) => replays.start(input, context.actor)),
    replays: recovery.replays.handler(({ input }) => replays.list(input)),
    replay: recovery.replay.handler(({ input }) => replays.get(input.id)),
    pauseReplay: recovery.pauseReplay.handler(({ input, context }) => replays.pause(input.id, context.actor)),
    resumeReplay: recovery.resumeReplay.handler(({ input, context }) => replays.resume(input.id, context.actor)),
    cancelReplay: recovery.cancelReplay.handler(({ input, context }) => replays.cancel(input.id, context.actor)),
    deadLetterGroups: recovery.deadLetterGroups.handler(() => deadLetters.groups()),
    deadLetters: recovery.deadLetters.handler(({ input }) => deadLetters.items(input)),
    retryDeadLetters: recovery.retryDeadLetters.handler(async ({ input, context }) => ({
      retried: await deadLetters.retry(input.keys, context.actor),
    })),
    discardDeadLetters: recovery.discardDeadLetters.handler(async ({ input, context }) => ({
      discarded: await deadLetters.discard(input.keys, input.reason, context.actor),
    })),
  };
}
