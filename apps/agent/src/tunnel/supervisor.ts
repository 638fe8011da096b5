import type { TunnelState, TunnelStatus } from '@banrimkwae/contract/tunnel';
import type { Clock } from '../clock.ts';
import type { FormValues } from '../vault/sealed-form.ts';
import { type Carrier, type CarrierHandle, type CarrierHealth, NOTHING_TO_SAY, type Trouble } from './carrier.ts';
import type { ClientLog } from './client-log.ts';
import { describe, type Picture } from './describe.ts';
import { type Act, type MachineEvent, OFF, step } from './machine.ts';
import type { WalkRoundTrip } from './port.ts';

/** A carrier with what it is started with. */
export type Chosen = { carrier: Carrier; beatMs: number; values: () => FormValues };

export type SupervisorDeps = {
  clock: Clock;
  /** Milliseconds that only go forward. */
  monotonicMs: () => number;
  after: (milliseconds: number, act: () => void) => () => void;
  random: () => number;
  walk: WalkRoundTrip;
  lineUp: () => Promise<boolean>;
  targetPort: () => number;
  log: ClientLog;
  /** State or sentence is another one. */
  changed: (picture: Picture, stateBefore: TunnelState) => void;
  /** A walk through this address came back. */
  proved: (publicUrl: string) => void;
};

/** Runs what the machine decides: one client at a time, one timer, one look at a time. */
export class Supervisor {
  readonly #deps: SupervisorDeps;
  #machine = OFF;
  #chosen: Chosen | undefined;
  #handle: CarrierHandle | undefined;
  /** Counts clients: what an earlier one still says is not heard. */
  #run = 0;
  #stopping: Promise<void> = Promise.resolve();
  #cancelTimer = (): void => undefined;
  #look: Promise<void> = Promise.resolve();
  #health: CarrierHealth = NOTHING_TO_SAY;
  #lastWalk: TunnelStatus['lastRoundTrip'] = null;
  #picture: Picture;
  #since: string;
  #restarts = 0;

  constructor(deps: SupervisorDeps) {
    this.#deps = deps;
    this.#picture = this.#describe();
    this.#since = deps.clock.now().toISOString();
  }

  get picture(): Picture & { since: string } {
    return { ...this.#picture, since: this.#since };
  }

  get publicUrl(): string | null {
    return this.#handle?.publicUrl() ?? null;
  }

  /** What the machine knows, for the status. */
  get figures(): Pick<TunnelStatus, 'lastRoundTrip' | 'restarts' | 'nextAttemptAt' | 'details'> {
    const { phase, due } = this.#machine;
    const waitMs = phase === 'waiting' && due !== null ? due - this.#deps.monotonicMs() : null;
    return {
      lastRoundTrip: this.#lastWalk,
      restarts: this.#restarts,
      nextAttemptAt: waitMs === null ? null : new Date(this.#deps.clock.now().getTime() + waitMs).toISOString(),
      details: this.#health.details,
    };
  }

  /** Starts this one in place of whatever ran. */
  choose(chosen: Chosen): void {
    const before = this.#chosen;
    this.#chosen = chosen;
    if (before?.carrier !== chosen.carrier) this.#lastWalk = null;
    // A choice is not a restart.
    this.#restarts -= 1;
    this.#tell({ type: 'choose', replaceable: chosen.carrier.replaceable, beatMs: chosen.beatMs });
  }

  restart(): void {
    this.#tell({ type: 'restart' });
  }

  /** Looks now, or waits for the look under way. While no client runs, nothing is looked at. */
  async check(): Promise<void> {
    this.#tell({ type: 'look_now' });
    await this.#look;
  }

  /** Stops for good, or until the next `choose`. */
  async remove(): Promise<void> {
    this.#tell({ type: 'remove' });
    this.#chosen = undefined;
    await this.#stopping;
  }

  #tell(event: MachineEvent): void {
    const { monotonicMs, random } = this.#deps;
    const { machine, acts } = step(this.#machine, event, { now: monotonicMs(), random });
    this.#machine = machine;
    for (const act of acts) this.#do(act);
    this.#setTimer();
    this.#show();
  }

  #do(act: Act): void {
    if (act === 'stop') this.#stop();
    else if (act === 'start') this.#start();
    else this.#look = this.#lookAt(this.#run);
  }

  #stop(): void {
    const handle = this.#handle;
    this.#handle = undefined;
    this.#run += 1;
    if (handle) this.#stopping = this.#stopping.then(() => handle.stop()).catch((fault) => this.#deps.log.say(String(fault)));
  }

  /** The port at the other end is free only once the client before is gone. */
  #start(): void {
    this.#run += 1;
    this.#restarts += 1;
    this.#health = NOTHING_TO_SAY;
    const run = this.#run;
    void this.#stopping.then(() => {
      if (run === this.#run) this.#startClient(run);
    });
  }

  #startClient(run: number): void {
    const { log, targetPort } = this.#deps;
    if (!this.#chosen) return;
    const { carrier, values } = this.#chosen;
    const ended = (trouble: Trouble) => this.#ended(run, trouble);
    try {
      const opened = values();
      log.hide(carrier, opened);
      const suspect = () => (run === this.#run ? this.#tell({ type: 'look_now' }) : undefined);
      this.#handle = carrier.start({ values: opened, targetPort: targetPort(), say: log.say, suspect, ended });
    } catch (fault) {
      log.say(fault instanceof Error ? fault.message : String(fault));
      ended(CANNOT_START);
    }
  }

  #ended(run: number, trouble: Trouble): void {
    if (run !== this.#run) return;
    this.#handle = undefined;
    this.#run += 1;
    this.#tell({ type: 'ended', trouble });
  }

  async #lookAt(run: number): Promise<void> {
    const handle = this.#handle;
    const url = handle?.publicUrl() ?? null;
    const suspect = this.#machine.misses > 0;
    // Asked only in doubt: nobody outside is to be called every few seconds.
    const [walk, health, lineUp] = await Promise.all([
      url === null ? NO_ADDRESS : this.#deps.walk(url),
      handle?.health() ?? NOTHING_TO_SAY,
      suspect ? this.#deps.lineUp() : true,
    ]);
    if (run !== this.#run) return;
    this.#health = health;
    if (url !== null)
      this.#lastWalk = { at: this.#deps.clock.now().toISOString(), ms: walk.ok ? walk.ms : null, error: walk.ok ? null : walk.error };
    this.#tell({ type: 'looked', look: { walk, lineUp: walk.ok || lineUp } });
    if (walk.ok && url !== null) this.#deps.proved(url);
  }

  #setTimer(): void {
    this.#cancelTimer();
    const { due } = this.#machine;
    this.#cancelTimer =
      due === null ? () => undefined : this.#deps.after(Math.max(0, due - this.#deps.monotonicMs()), () => this.#tell({ type: 'tick' }));
  }

  #describe(): Picture {
    const { name = '' } = this.#chosen?.carrier ?? {};
    return describe({ machine: this.#machine, health: this.#health, ms: this.#lastWalk?.ms ?? null, name });
  }

  #show(): void {
    const before = this.#picture;
    const now = this.#describe();
    if (now.state === before.state && now.sentence.en === before.sentence.en) return;
    this.#picture = now;
    if (now.state !== before.state) this.#since = this.#deps.clock.now().toISOString();
    this.#deps.changed(now, before.state);
  }
}

const NO_ADDRESS = { ok: false, reason: 'no_answer', error: 'no address yet' } as const;

const CANNOT_START: Trouble = {
  sentence: { en: 'The tunnel cannot be started.', th: 'เริ่มอุโมงค์ไม่ได้' },
  nextStep: { en: 'Read the last line below, correct the form and save it.', th: 'อ่านบันทึกบรรทัดสุดท้ายด้านล่าง แก้ไขแบบฟอร์มแล้วบันทึก' },
  needsPerson: true,
};
