export type { BellFactory } from './bell.ts';
export type * from './port.ts';
export { createJobQueue, type JobQueueDeps } from './queue.ts';
export { type RedisBellOptions, redisBell } from './redis-bell.ts';
export { sqliteBell } from './sqlite-bell.ts';
