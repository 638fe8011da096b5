import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { cutLogs } from './books.ts';
import type { Fault } from './plan.ts';
import { type Violation, violation } from './violation.ts';
import type { World } from './world.ts';

/** Lets one fault happen at its time and mends it at its end. Answers what the agent did wrong in the face of it. */
export async function strike(world: World, fault: Fault): Promise<Violation[]> {
  await sleep(fault.atMs);
  if (fault.kind === 'second-agent') return startSecond(world);
  const { begin, end } = courseOf(world, fault);
  await begin();
  if (end === undefined) return [];
  await sleep(fault.forMs);
  await end();
  return [];
}

/** Without an end it is over at once, or lasts for so many calls. */
type Course = { begin: () => unknown; end?: () => unknown };

function courseOf({ keeper, providers, tunnel, disk, redis }: World, fault: Exclude<Fault, { kind: 'second-agent' }>): Course {
  switch (fault.kind) {
    case 'kill':
      return { begin: () => keeper.signal('SIGKILL') };
    case 'freeze':
      return { begin: () => keeper.signal('SIGSTOP'), end: () => keeper.signal('SIGCONT') };
    case 'disk-full':
      return { begin: () => fillDisk(keeper, disk), end: () => freeDisk(keeper, disk) };
    case 'redis-killed':
      return { begin: () => redis?.kill(), end: () => redis?.restart('kept') };
    case 'redis-flushed':
      return { begin: () => redis && flush(redis.url) };
    case 'provider-errors':
      return { begin: () => providers.orderFault({ provider: fault.provider, status: fault.status, times: fault.times }) };
    case 'provider-drops':
      return { begin: () => providers.orderFault({ provider: fault.provider, kind: fault.how, times: fault.times }) };
    case 'tunnel-cut':
      return { begin: tunnel.cut, end: tunnel.restore };
    case 'tunnel-stalled':
      return { begin: tunnel.stall, end: tunnel.restore };
    case 'clock-jump':
      return { begin: () => keeper.setClock(fault.shiftMs), end: () => keeper.setClock(0) };
  }
}

async function fillDisk(keeper: World['keeper'], disk: World['disk']): Promise<void> {
  cutLogs(disk.dataDir);
  await disk.fill(keeper.pid);
}

/** On a full disk an agent may refuse to start; it may not when there is room. */
async function freeDisk(keeper: World['keeper'], disk: World['disk']): Promise<void> {
  await disk.free(keeper.pid);
  keeper.failedStarts.splice(0);
}

async function flush(url: string): Promise<void> {
  const redis = new Redis(url, { maxRetriesPerRequest: null, retryStrategy: () => 50 });
  redis.on('error', () => undefined);
  await redis.flushall();
  redis.disconnect();
}

const REFUSAL = /^Another agent already works with the data in .+\. Stop that one first/m;

/** While the first lives, the second must say so and end. Between a kill and the new start the folder is free: then the first waits. */
async function startSecond({ keeper }: World): Promise<Violation[]> {
  const before = keeper.pid;
  const { code, said } = await keeper.startSecond();
  if (code !== 0 && code !== null && REFUSAL.test(said)) return [];
  return [violation('misbehaved')(`a second agent ended with status ${code} beside agent ${before} (now ${keeper.pid}) and said: ${said}`)];
}
