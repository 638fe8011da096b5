import type { Reader } from './read-body.ts';

/** One provider's part: what is being read for it and what waits for the disk. */
export type Share = {
  /** The longest first. */
  reading: Set<Reader>;
  /** Verified, on their way to the disk. */
  waiting: number;
  heldBytes: number;
};
export type WaitingRoomLimits = {
  /** Deliveries on their way to the disk; above it providers are asked to come again. */
  waiting: number;
  /** Bytes of everything that is being read or waits for the disk. */
  heldBytes: number;
};
export type WaitingRoom = ReturnType<typeof createWaitingRoom>;

/** A provider's own part, beside the room that all share: 250 deliveries and 3 MB with the usual limits. */
const RESERVE = 1 / 20;
/** Bodies read at once for one provider. */
const MOST_READING = 2000;

/**
 * Memory and the wait for the disk, shared out. One provider's burst, or a flood at its door, may fill the common room; each other one
 * still has its own part. A genuine body is here within milliseconds, so whoever has been sending for longest makes way when room is
 * short: nobody holds a door shut by being slow, whatever address they come from.
 */
export function createWaitingRoom(limits: WaitingRoomLimits) {
  const shares = new Map<string, Share>();
  const tally = { waiting: 0, heldBytes: 0, madeWay: 0 };
  const mayWait = (share: Share) => tally.waiting < limits.waiting || share.waiting < limits.waiting * RESERVE;
  const mayHold = (share: Share) => tally.heldBytes <= limits.heldBytes || share.heldBytes <= limits.heldBytes * RESERVE;
  const release = (share: Share, reader: Reader): void => {
    share.heldBytes -= reader.heldBytes;
    tally.heldBytes -= reader.heldBytes;
    reader.heldBytes = 0;
  };
  const longestMakesWay = (share: Share): boolean => {
    const [longest] = share.reading;
    if (longest === undefined) return false;
    tally.madeWay += 1;
    release(share, longest);
    longest.makeWay();
    return true;
  };
  return {
    tally,
    shareOf: (providerId: string): Share => {
      const known = shares.get(providerId);
      if (known) return known;
      const share: Share = { reading: new Set(), waiting: 0, heldBytes: 0 };
      shares.set(providerId, share);
      return share;
    },
    /** Whether another delivery may come in at this door. */
    admits: (share: Share): boolean => {
      if (!mayWait(share) || !mayHold(share)) return false;
      if (share.reading.size >= MOST_READING) longestMakesWay(share);
      return true;
    },
    /** Takes bytes of a body. When there is no room, the longest readers of this door end, and this one at the last. */
    hold: (share: Share, reader: Reader, bytes: number): void => {
      reader.heldBytes += bytes;
      share.heldBytes += bytes;
      tally.heldBytes += bytes;
      while (!mayHold(share) && longestMakesWay(share));
    },
    release,
    /** A verified delivery waits for the disk from now on. */
    beginWait: (share: Share): void => {
      share.waiting += 1;
      tally.waiting += 1;
    },
    endWait: (share: Share): void => {
      share.waiting -= 1;
      tally.waiting -= 1;
    },
  };
}
