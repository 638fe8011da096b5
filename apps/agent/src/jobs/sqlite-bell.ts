import type { Bell, BellFactory, Workplace } from './bell.ts';
import type { Ring } from './job-row.ts';

/** Delayed rows that come due within this of each other are woken together. */
const GATHER_MS = 20;
const PROMOTE_AT_ONCE = 1000;
/** The wall clock may be set while we sleep, and another process (a command) may have added rows: look again at least this often. */
const LOOK_AGAIN_MS = 60_000;

/** The queue without a second server: wakes the dispatcher after each commit, and by a timer for delayed rows. */
export function sqliteBell(): BellFactory {
  return (workplace) => new SqliteBell(workplace);
}

class SqliteBell implements Bell {
  readonly #workplace: Workplace;
  #timer: NodeJS.Timeout | undefined;
  #wakesAtMs = Number.POSITIVE_INFINITY;
  #on = false;

  constructor(workplace: Workplace) {
    this.#workplace = workplace;
  }

  start(): Promise<void> {
    this.#on = true;
    this.#look();
    return Promise.resolve();
  }

  ring(rows: readonly Ring[]): void {
    if (!this.#on) return;
    const now = this.#workplace.clock.now().toISOString();
    const ready = new Set<string>();
    let soonest: string | undefined;
    for (const { kind, runAt, turn } of rows) {
      if (runAt <= now) ready.add(kind);
      // A retry whose time came while it was being stored is a delayed row all the same: only a look makes it ready.
      if ((runAt > now || turn > 0) && (soonest === undefined || runAt < soonest)) soonest = runAt;
    }
    if (ready.size > 0) this.#workplace.dispatcher.pull(ready);
    if (ready.size > 0 && this.#isOverdue(now)) this.#look();
    if (soonest !== undefined) this.#wakeAt(soonest);
  }

  pause(): void {
    this.#on = false;
    clearTimeout(this.#timer);
    this.#workplace.dispatcher.stopPulling();
  }

  close(): Promise<void> {
    this.pause();
    return Promise.resolve();
  }

  /** Makes due rows ready, pulls, and sleeps until the next one is due. */
  #look(): void {
    const { table, clock, log, dispatcher, kinds } = this.#workplace;
    this.#sleep(LOOK_AGAIN_MS);
    try {
      const promoted = table.promote(clock.now().toISOString(), PROMOTE_AT_ONCE).length;
      const next = promoted === PROMOTE_AT_ONCE ? clock.now().toISOString() : table.nextDueAt();
      if (next !== null) this.#wakeAt(next);
    } catch (fault) {
      log.error({ err: fault }, 'the job queue cannot wake its delayed jobs; it tries again');
      this.#sleep(1000);
    }
    dispatcher.pull(kinds().keys());
  }

  /** A row stored as delayed may be due before its ring is heard, where the disk is slow; only a look makes it ready. */
  #isOverdue(now: string): boolean {
    try {
      const due = this.#workplace.table.nextDueAt();
      return due !== null && due <= now;
    } catch {
      // Looking meets the same fault, tells of it and tries again.
      return true;
    }
  }

  #wakeAt(instant: string): void {
    const at = Date.parse(instant);
    if (at < this.#wakesAtMs) this.#sleep(Math.max(GATHER_MS, at - this.#workplace.clock.now().getTime()));
  }

  #sleep(ms: number): void {
    clearTimeout(this.#timer);
    const sleep = Math.min(ms, LOOK_AGAIN_MS);
    this.#wakesAtMs = this.#workplace.clock.now().getTime() + sleep;
    this.#timer = setTimeout(() => this.#look(), sleep);
  }
}
