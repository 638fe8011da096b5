/** What an address may spend on deliveries that are refused, before its requests are turned away unread. */
export type RefusalBudgets = {
  /** Whether anyone has been refused: else there is no need to ask who calls. */
  anyone: () => boolean;
  /** Seconds until it may try again; undefined: it may now. */
  mustWait: (address: string | null) => number | undefined;
  refused: (address: string | null) => void;
  /** A delivery of it had the right signature: whatever else comes from there, it is never turned away for that again. */
  verified: (address: string | null) => void;
};

/** An endpoint whose secret was mistyped uses these up in its provider's first retries; a flood in its first second. */
const BURST = 60;
const REFILL_MS = 1000;
const MOST_ADDRESSES = 5000;
const MOST_VERIFIED = 1000;

type Budget = { left: number; at: number };

/**
 * Bounded memory: the addresses of the newest refusals, and the first addresses that verified (nobody gets in there without a secret).
 * Where the address is not known nothing is turned away here: the shares of the waiting room bound what an unknown crowd takes.
 * `now`: milliseconds of a clock that never jumps.
 */
export function createRefusalBudgets(now: () => number): RefusalBudgets {
  const budgets = new Map<string, Budget>();
  const verified = new Set<string>();
  const refill = (budget: Budget): number => {
    const at = now();
    budget.left = Math.min(BURST, budget.left + (at - budget.at) / REFILL_MS);
    budget.at = at;
    return budget.left;
  };
  return {
    anyone: () => budgets.size > 0,
    mustWait: (address) => {
      if (address === null) return undefined;
      const budget = budgets.get(networkOf(address));
      if (budget === undefined || refill(budget) >= 1 || verified.has(address)) return undefined;
      return Math.max(1, Math.ceil(((1 - budget.left) * REFILL_MS) / 1000));
    },
    refused: (address) => {
      if (address === null) return;
      const network = networkOf(address);
      const budget = budgets.get(network) ?? { left: BURST, at: now() };
      refill(budget);
      budget.left = Math.max(0, budget.left - 1);
      // The one that was refused longest ago is first, and goes first.
      budgets.delete(network);
      budgets.set(network, budget);
      if (budgets.size > MOST_ADDRESSES) deleteFirst(budgets);
    },
    verified: (address) => {
      if (address === null || verified.has(address)) return;
      if (verified.size >= MOST_VERIFIED) deleteFirst(verified);
      verified.add(address);
    },
  };
}

function deleteFirst(kept: Map<string, unknown> | Set<string>): void {
  for (const key of kept.keys()) {
    kept.delete(key);
    return;
  }
}

/** Whoever has one address of IPv6 has 2^64 of them: the network counts. */
function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('::');
  const groups = groupsOf(head);
  const left = tail === undefined ? 0 : 8 - groups.length - groupsOf(tail).length;
  return [...groups, ...Array.from({ length: left }, () => '0'), ...groupsOf(tail ?? '')].slice(0, 4).join(':');
}

function groupsOf(text: string): string[] {
  return text === '' ? [] : text.split(':');
}
