export type { BellFactory } from './bell.ts';
export { createDeadJobs } from './dead-jobs.ts';
export { countDeadJobs } from './job-list.ts';
export type * from './port.ts';
export { createJobQueue } from './queue.ts';
export { sqliteBell } from './sqlite-bell.ts';
