// Started by queue-kill.test.ts: an agent that does nothing but jobs. Arguments: the database file; after how many effects it dies (0: never).
import { Worker } from 'node:worker_threads';
import { createNewId, systemClock } from '../clock.ts';
import { openDatabase } from '../store/database.ts';
import { createJobQueue, sqliteBell } from './index.ts';

const database = openDatabase(process.argv[2] ?? '', 'FULL');
const silent = {
  info: () => undefined,
  warn: () => undefined,
  error: (fields: unknown) => process.stderr.write(`${JSON.stringify(fields)}\n`),
};
const queue = createJobQueue({
  database,
  clock: systemClock,
  newId: createNewId(systemClock),
  random: Math.random,
  live: { publish: () => undefined },
  log: silent,
  bell: sqliteBell(),
});

// A thread of its own, so that the end comes in the middle of whatever the main thread does.
const KILLER = `const { parentPort } = require('node:worker_threads');
parentPort.once('message', (ms) => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  process.kill(process.pid, 'SIGKILL');
});`;
const killer = new Worker(KILLER, { eval: true });
const dieAfter = Number(process.argv[3]);
let effects = 0;

const began = database.prepare('INSERT INTO begun (subject) VALUES (?)');
const effect = database.prepare('INSERT OR IGNORE INTO effects (subject) VALUES (?)');
queue.handle(
  'work',
  async ({ subjectId, attempt }) => {
    began.run(subjectId);
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 4));
    if (subjectId.endsWith('7') && attempt === 1) throw new Error('the first try fails');
    effect.run(subjectId);
    effects += 1;
    if (effects === dieAfter) killer.postMessage(Math.random() * 5);
    return { done: true };
  },
  { concurrency: 25, backoff: { firstMs: 10, maximumMs: 50 } },
);
await queue.start();
setInterval(() => {
  const { waiting, running } = queue.counts();
  const delayed = queue.list({ state: 'delayed', limit: 1 }).items.length;
  if (waiting + running + delayed > 0) return;
  void queue.stop(1000).then(() => process.exit(0));
}, 20);
