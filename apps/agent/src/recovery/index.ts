export { createReplayRoom, type ReplayRoom } from './replay-room.ts';
export { replayRoutes } from './routes.ts';
