import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds. */
export type Times = { p50: number; p99: number; max: number };
export type OpenLoop = { perSecond: number; seconds: number; send: (number: number) => Promise<void> };

/**
 * Sends at a steady rate, whether or not the ones before are answered. A time is reckoned from when the request was due, not from when it
 * could be sent: whoever is held up counts as waiting.
 */
export async function openLoop({ perSecond, seconds, send }: OpenLoop): Promise<Times> {
  const times: number[] = [];
  const start = performance.now();
  const dueAt = (number: number): number => start + (number / perSecond) * 1000;
  const sendOne = async (number: number): Promise<void> => {
    await send(number);
    times.push(performance.now() - dueAt(number));
  };
  const sent: Promise<void>[] = [];
  while (sent.length < perSecond * seconds) {
    while (sent.length < perSecond * seconds && dueAt(sent.length) <= performance.now()) sent.push(sendOne(sent.length));
    await sleep(1);
  }
  await Promise.all(sent);
  times.sort((one, other) => one - other);
  const at = (share: number): number => times[Math.floor(times.length * share)] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99), max: times.at(-1) ?? Number.NaN };
}
