export { gapRoutes } from './gap-routes.ts';
export { createGaps, type GapsRoom } from './gaps.ts';
export { createReplayRoom, type ReplayRoom } from './replay-room.ts';
export { replayRoutes } from './routes.ts';
