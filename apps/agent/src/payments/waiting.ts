import type { LiveEvents } from '../live/live-events.ts';

/**
 * Waits until `settled` gives a value, looking again at each live event, at most `milliseconds`. The receptionist gets the QR in the
 * same answer when the provider is quick, and follows it live when it is not.
 */
export function waitUntil(live: LiveEvents, settled: () => boolean, milliseconds: number): Promise<void> {
  if (settled()) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      unsubscribe();
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    const unsubscribe = live.subscribe(() => {
      if (settled()) end();
    });
  });
}
