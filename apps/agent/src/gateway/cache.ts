import type { Clock } from '../clock.ts';

/** An answer as it came: parsed anew for every reader, so that none can change another's. */
export type CachedAnswer = { status: number; headers: Readonly<Record<string, string>>; text: string; requestId: string };
export type CacheHit = { answer: CachedAnswer; ageSeconds: number };

export type CacheLimits = { entries: number; characters: number };
const LIMITS: CacheLimits = { entries: 2000, characters: 32 * 1024 * 1024 };

type Entry = { providerId: string; answer: CachedAnswer; storedAt: number };

/** Answers of providers in memory, bounded; the one longest unused goes first. */
export class AnswerCache {
  readonly #clock: Clock;
  readonly #limits: CacheLimits;
  // A Map keeps the order of insertion: an entry that is used is put in again at the end.
  readonly #entries = new Map<string, Entry>();
  #characters = 0;

  constructor(clock: Clock, limits: CacheLimits = LIMITS) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /** Undefined when there is none, or it is older than `maximumAgeSeconds`. */
  find(key: string, maximumAgeSeconds: number): CacheHit | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    const ageSeconds = Math.max(0, (this.#clock.now().getTime() - entry.storedAt) / 1000);
    if (ageSeconds > maximumAgeSeconds) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return { answer: entry.answer, ageSeconds };
  }

  store(key: string, providerId: string, answer: CachedAnswer): void {
    this.#remove(key);
    this.#entries.set(key, { providerId, answer, storedAt: this.#clock.now().getTime() });
    this.#characters += answer.text.length;
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#limits.entries && this.#characters <= this.#limits.characters) return;
      this.#remove(oldest);
    }
  }

  forget(providerId: string): void {
    for (const [key, entry] of this.#entries) if (entry.providerId === providerId) this.#remove(key);
  }

  #remove(key: string): void {
    this.#characters -= this.#entries.get(key)?.answer.text.length ?? 0;
    this.#entries.delete(key);
  }
}
