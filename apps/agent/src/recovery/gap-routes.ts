import { api } from '../access/index.ts';
import type { GapsRoom } from './gaps.ts';

export function gapRoutes(room: GapsRoom) {
  const { recovery } = api;
  return {
    fetches: recovery.fetches.handler(() => room.fetches()),
    fetchMissing: recovery.fetchMissing.handler(({ input, context }) => room.fetchMissing(input, context.actor)),
    outages: recovery.outages.handler(({ input }) => room.outages(input)),
    outage: recovery.outage.handler(({ input }) => room.outage(input.id)),
    silences: recovery.silences.handler(() => room.silences()),
    acknowledgeSilence: recovery.acknowledgeSilence.handler(({ input, context }) => {
      room.acknowledgeSilence(input, context.actor);
      return { done: true as const };
    }),
  };
}
