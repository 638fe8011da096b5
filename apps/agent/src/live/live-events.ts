import type { LiveEvent, LiveEventBody } from '@banrimkwae/contract/events';
import type { Clock } from '../clock.ts';

/** The live stream of every open desktop. Rooms publish after their commit; a listener that was away resumes by sequence number. */
export type LiveEvents = {
  publish: (body: LiveEventBody) => void;
  /** Events after `after`, or undefined when some of them are gone already: the listener must read everything anew. */
  since: (after: number) => readonly LiveEvent[] | undefined;
  subscribe: (listener: (event: LiveEvent) => void) => () => void;
  lastSequence: () => number;
  /** Changes with every start of the agent: sequence numbers of another epoch mean nothing. */
  epoch: string;
};

const KEPT = 2000;

export function createLiveEvents(clock: Clock, epoch: string): LiveEvents {
  const kept: LiveEvent[] = [];
  const listeners = new Set<(event: LiveEvent) => void>();
  let sequence = 0;
  return {
    epoch,
    lastSequence: () => sequence,
    publish: (body) => {
      sequence += 1;
      const event: LiveEvent = { seq: sequence, at: clock.now().toISOString(), ...body };
      kept.push(event);
      if (kept.length > KEPT) kept.shift();
      for (const listener of listeners) listener(event);
    },
    since: (after) => {
      const oldest = kept[0]?.seq ?? sequence + 1;
      if (after > sequence || after + 1 < oldest) return undefined;
      return kept.filter((event) => event.seq > after);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
