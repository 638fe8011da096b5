import { Cron } from 'croner';
import type { Clock } from '../clock.ts';
import type { Sqlite } from '../store/database.ts';
import type { JobLog } from './bell.ts';
import type { JobRequest, JobSchedule } from './port.ts';

export type SchedulesDeps = { database: Sqlite; clock: Clock; log: JobLog; add: (request: JobRequest) => string };

/** The wall clock may be set while we sleep. */
const LOOK_AGAIN_MS = 60_000;

/** The next beat after `after`. Beats missed while the agent was off are one beat. */
export function nextBeat(every: JobSchedule['every'], after: Date, last?: Date): Date {
  if ('cron' in every) {
    const next = new Cron(every.cron, { timezone: every.timeZone, paused: true }).nextRun(after);
    if (!next) throw new Error(`The schedule "${every.cron}" never comes again`);
    return next;
  }
  const stepMs = every.seconds * 1000;
  const from = (last ?? after).getTime();
  return new Date(from + Math.max(1, Math.floor((after.getTime() - from) / stepMs) + 1) * stepMs);
}

/** Adds a job at every beat of every schedule. When the next beat is, stands in `job_schedules`, so a restart neither skips nor repeats one. */
export class Schedules {
  readonly #deps: SchedulesDeps;
  readonly #declared = new Map<string, JobSchedule>();
  #timer: NodeJS.Timeout | undefined;

  constructor(deps: SchedulesDeps) {
    this.#deps = deps;
  }

  /** Throws when the schedule makes no sense. */
  declare(schedule: JobSchedule): void {
    if (this.#declared.has(schedule.name)) throw new Error(`There are two schedules named ${schedule.name}`);
    if ('seconds' in schedule.every && !(schedule.every.seconds > 0)) throw new Error(`Schedule ${schedule.name}: seconds must be above 0`);
    nextBeat(schedule.every, this.#deps.clock.now());
    this.#declared.set(schedule.name, schedule);
  }

  start(): void {
    this.#deps.database.transaction(() => this.#storeDeclared())();
    this.#beat();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /** No beat is further away than it would be if it were declared now. */
  clockWasSetBack(): void {
    const { database, clock } = this.#deps;
    const now = clock.now();
    const sooner = database.prepare('UPDATE job_schedules SET next_run_at = min(next_run_at, ?) WHERE name = ?');
    for (const { name, every } of this.#declared.values()) sooner.run(nextBeat(every, now).toISOString(), name);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#beat(), 0);
  }

  /** A new or changed schedule by seconds beats at once; one by cron at its next time. Those no longer declared go. */
  #storeDeclared(): void {
    const { database, clock } = this.#deps;
    const now = clock.now();
    const store = database.prepare(
      `INSERT INTO job_schedules (name, definition, next_run_at) VALUES (?, ?, ?)
       ON CONFLICT (name) DO UPDATE SET definition = excluded.definition, next_run_at = excluded.next_run_at
       WHERE definition <> excluded.definition`,
    );
    for (const schedule of this.#declared.values()) {
      const first = 'cron' in schedule.every ? nextBeat(schedule.every, now) : now;
      store.run(schedule.name, JSON.stringify(schedule), first.toISOString());
    }
    database
      .prepare('DELETE FROM job_schedules WHERE name NOT IN (SELECT value FROM json_each(?))')
      .run(JSON.stringify([...this.#declared.keys()]));
  }

  #beat(): void {
    const { database, clock, log } = this.#deps;
    const now = clock.now();
    let sleepMs = LOOK_AGAIN_MS;
    try {
      const next = database.transaction(() => this.#addDue(now))();
      if (next !== null) sleepMs = Math.min(LOOK_AGAIN_MS, Math.max(0, Date.parse(next) - clock.now().getTime()));
    } catch (fault) {
      log.error({ err: fault }, 'the schedules cannot be kept; they are tried again');
      sleepMs = 1000;
    }
    this.#timer = setTimeout(() => this.#beat(), sleepMs);
  }

  /** Answers when the next beat is. */
  #addDue(now: Date): string | null {
    const { database, add } = this.#deps;
    const at = now.toISOString();
    this.#pullBack(now);
    const due = database
      .prepare<[string], { name: string; next_run_at: string }>('SELECT name, next_run_at FROM job_schedules WHERE next_run_at <= ?')
      .all(at);
    const store = database.prepare('UPDATE job_schedules SET next_run_at = ?, last_run_at = ? WHERE name = ?');
    for (const { name, next_run_at } of due) {
      const schedule = this.#declared.get(name);
      if (!schedule) continue;
      const { kind, subjectId, priority, every } = schedule;
      add({ kind, subjectId, dedupeKey: `schedule:${name}`, ...(priority === undefined ? {} : { priority }) });
      store.run(nextBeat(every, now, new Date(next_run_at)).toISOString(), at, name);
    }
    return database.prepare<[], string | null>('SELECT min(next_run_at) FROM job_schedules').pluck().get() ?? null;
  }

  /** A beat further off than any can be was reckoned by a clock that stood ahead: left there, the schedule would be silent until then. */
  #pullBack(now: Date): void {
    const { database } = this.#deps;
    const store = database.prepare('UPDATE job_schedules SET next_run_at = @next WHERE name = @name AND next_run_at > @next');
    for (const { name, every } of this.#declared.values()) store.run({ name, next: nextBeat(every, now).toISOString() });
  }
}
