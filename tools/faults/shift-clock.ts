/**
 * Loaded into the agent before anything else (`node --import`): its wall clock stands so many milliseconds off, from the start by the
 * environment and later by a message from its parent. The monotonic clock and the timers go on, as on a machine whose clock is set.
 */
import { isMainThread } from 'node:worker_threads';

let shiftMs = Number(process.env.CLOCK_SHIFT_MS ?? 0);
const realDate = Date;
const realNow = realDate.now.bind(realDate);
const shiftedNow = (): number => realNow() + shiftMs;

/** No thread of the agent but the first reads the time. */
if (isMainThread) {
  globalThis.Date = new Proxy(realDate, {
    construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [shiftedNow()] : args, newTarget),
    apply: () => new Date().toString(),
    get: (target, name, receiver) => (name === 'now' ? shiftedNow : Reflect.get(target, name, receiver)),
  });
  process.on('message', (message) => {
    if (typeof message === 'object' && message !== null && 'shiftMs' in message) shiftMs = Number(message.shiftMs);
  });
  process.channel?.unref();
  // Whoever played with it is gone: no agent stays behind.
  process.once('disconnect', () => process.exit(1));
}
