import { createDeadLetters, type DeadLetters } from './dead-letters.ts';
import type { ReplayDeps } from './replay-ground.ts';
import { createReplays, type Replays } from './replays.ts';

export type ReplayRoom = { replays: Replays; deadLetters: DeadLetters };

export function createReplayRoom(deps: ReplayDeps): ReplayRoom {
  return { replays: createReplays(deps), deadLetters: createDeadLetters(deps) };
}
