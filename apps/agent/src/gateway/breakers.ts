import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import {
  type Admission,
  admit,
  type BreakerMemory,
  type BreakerSettings,
  CLOSED,
  hold,
  settle,
  shownState,
  type Ticket,
} from './breaker.ts';
import type { BreakerTable } from './breaker-table.ts';
import type { Breakers, BreakerView, CallableProvider } from './port.ts';

export type BreakerSubject = { providerId: string; endpoint: string; providerRowId: number; endpointRowId: number };
export type BreakersDeps = { table: BreakerTable; clock: Clock; log: Pick<Logger, 'warn'>; saveEveryMs?: number };

type Kept = {
  memory: BreakerMemory;
  settings: BreakerSettings;
  providerRowId: number;
  endpointRowId: number;
  /** Since when it has not been closed; over a restart the last failure stands in for it. */
  openedAt: number | null;
};
type Change = Parameters<Parameters<Breakers['onChange']>[0]>[0];

const DEFAULTS: BreakerSettings = { failureThreshold: 5, openMs: 20_000 };
const SAVE_EVERY_MS = 5000;

/** One breaker per provider and endpoint. A change of state is stored at once, counters now and then. */
export class BreakerBoard implements Breakers {
  readonly #deps: BreakersDeps;
  /** By row of the endpoint. */
  readonly #kept = new Map<number, Kept>();
  readonly #unsaved = new Set<Kept>();
  readonly #listeners: ((change: Change) => void)[] = [];
  #timer: NodeJS.Timeout | undefined;
  #failing = false;

  constructor(deps: BreakersDeps) {
    this.#deps = deps;
    for (const stored of deps.table.all())
      this.#kept.set(stored.endpointRowId, { ...stored, openedAt: isShut(stored.memory) ? stored.memory.lastFailureAt : null });
  }

  admit(subject: BreakerSubject): Admission {
    const kept = this.#of(subject);
    const { memory, admission } = admit(kept.memory, this.#now());
    if (memory !== kept.memory) this.#move(subject, kept, memory);
    return admission;
  }

  settle(subject: BreakerSubject, ticket: Ticket, result: 'success' | 'failure' | 'neutral'): void {
    const kept = this.#of(subject);
    const memory = settle(kept.memory, ticket, { result, now: this.#now(), settings: kept.settings });
    if (memory !== kept.memory) this.#move(subject, kept, memory);
  }

  state = (provider: CallableProvider, endpoint: string): BreakerView => {
    const { memory, settings } = this.#of(subjectOf(provider, endpoint));
    return {
      state: shownState(memory, this.#now()),
      failureCount: memory.failures,
      failureThreshold: settings.failureThreshold,
      openSeconds: Math.round(settings.openMs / 1000),
      nextAttemptAt:
        memory.held === null && memory.state === 'open' && memory.nextAttemptAt !== null
          ? new Date(memory.nextAttemptAt).toISOString()
          : null,
      reason: memory.reason,
    };
  };

  openSince = (provider: CallableProvider, endpoint: string): string | null => {
    const { memory, openedAt } = this.#of(subjectOf(provider, endpoint));
    return shownState(memory, this.#now()) === 'open' ? new Date(openedAt ?? this.#now()).toISOString() : null;
  };

  /** Throws when it cannot be stored, and then changes nothing. */
  hold = (provider: CallableProvider, endpoint: string, action: 'open' | 'close' | 'reset', reason: string): BreakerView => {
    const subject = subjectOf(provider, endpoint);
    const kept = this.#of(subject);
    const memory = hold(kept.memory, action, reason);
    this.#deps.table.save([{ ...kept, memory }], this.#deps.clock.now().toISOString());
    this.#replace(kept, memory);
    this.#tell(subject, memory);
    return this.state(provider, endpoint);
  };

  onChange = (listener: (change: Change) => void): void => {
    this.#listeners.push(listener);
  };

  close(): void {
    this.#save();
  }

  #of(subject: BreakerSubject): Kept {
    const known = this.#kept.get(subject.endpointRowId);
    if (known) return known;
    const { providerRowId, endpointRowId } = subject;
    const made: Kept = { memory: CLOSED, settings: DEFAULTS, providerRowId, endpointRowId, openedAt: null };
    this.#kept.set(subject.endpointRowId, made);
    return made;
  }

  #move(subject: BreakerSubject, kept: Kept, memory: BreakerMemory): void {
    const changed = memory.state !== kept.memory.state;
    this.#replace(kept, memory);
    this.#unsaved.add(kept);
    if (!changed) {
      this.#timer ??= setTimeout(() => this.#save(), this.#deps.saveEveryMs ?? SAVE_EVERY_MS).unref();
      return;
    }
    this.#save();
    this.#tell(subject, memory);
  }

  #replace(kept: Kept, memory: BreakerMemory): void {
    kept.memory = memory;
    kept.openedAt = isShut(memory) ? (kept.openedAt ?? this.#now()) : null;
  }

  /** A disk that refuses must not stop calls: the breakers go on in memory and are stored with the next change. */
  #save(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#unsaved.size === 0) return;
    try {
      this.#deps.table.save([...this.#unsaved], this.#deps.clock.now().toISOString());
      this.#unsaved.clear();
      this.#failing = false;
    } catch (fault) {
      if (!this.#failing) this.#deps.log.warn({ err: fault }, 'The state of circuit breakers cannot be stored; trying again');
      this.#failing = true;
    }
  }

  #tell({ providerId, endpoint }: BreakerSubject, memory: BreakerMemory): void {
    const state = shownState(memory, this.#now());
    for (const listener of this.#listeners) listener({ providerId, endpoint, state });
  }

  #now(): number {
    return this.#deps.clock.now().getTime();
  }
}

function isShut({ held, state }: BreakerMemory): boolean {
  return (held ?? state) !== 'closed';
}

function subjectOf(provider: CallableProvider, endpoint: string): BreakerSubject {
  return {
    providerId: provider.connector.manifest.id,
    endpoint,
    providerRowId: provider.rowId,
    endpointRowId: provider.endpoint(endpoint).rowId,
  };
}
