export type { BellFactory } from './bell.ts';
export { countDeadJobs } from './job-list.ts';
export type * from './port.ts';
export { createJobQueue } from './queue.ts';
export { sqliteBell } from './sqlite-bell.ts';
