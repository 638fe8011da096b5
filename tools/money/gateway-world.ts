import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connector, Delivery, OperationContext } from '@banrimkwae/connector-kit/connector';
import { connectors } from '@banrimkwae/connectors';
import { AppError } from '@banrimkwae/contract/errors';
import type { Actor } from '../../apps/agent/src/access/index.ts';
import { migrationsFolder } from '../../apps/agent/src/assets.ts';
import { createNewId } from '../../apps/agent/src/clock.ts';
import type { PaymentsRoom } from '../../apps/agent/src/payments/index.ts';
import { openDatabase, type Sqlite } from '../../apps/agent/src/store/database.ts';
import { migrate } from '../../apps/agent/src/store/migrate.ts';
import { mountAtRoot } from '../../apps/sandbox/src/server.ts';
import type { Simulator, WebhookDelivery } from '../../apps/sandbox/src/simulator.ts';
import { type Random, randomBytes } from '../fuzz/random.ts';
import type { Gateway } from './gateways.ts';
import { type SimulatedGateway, simulatedContext } from './simulated-call.ts';
import { type SimulatedProcess, startProcess } from './simulated-process.ts';
import { type StandingWorld, standingWorld } from './standing-world.ts';
import type { Weather } from './weather.ts';
import { registered } from './webhook-registration.ts';

/** Front desk at night: small refunds alone, large ones with the manager. */
export const CLERK: Actor = { id: 'op_clerk', name: 'Nok', holder: 'front_desk' };
export const OTHER_CLERK: Actor = { id: 'op_other', name: 'Ploy', holder: 'front_desk' };
export const MANAGER: Actor = { id: 'op_manager', name: 'Anong', holder: 'manager' };

const START = new Date('2026-11-23T02:00:00.000Z');
const NEVER = new Promise<never>(() => undefined);
const MOST_TURNS = 3;
/** The room's own beats, which the queue of a test does not have. */
const LOOK = 'payment.refresh';
const DAY_MS = 86_400_000;

type Parts = {
  gateway: Gateway;
  connector: Connector;
  simulator: Simulator | undefined;
  world: StandingWorld;
  database: Sqlite;
  random: Random;
};

/** One gateway's real connector and simulator, and the real payments room before it, in a process that can die at any call. */
export class GatewayWorld {
  readonly gateway: Gateway;
  readonly connector: Connector;
  readonly simulator: Simulator | undefined;
  readonly database: Sqlite;
  /** Webhooks on their way. */
  readonly inFlight: WebhookDelivery[] = [];
  /** Requests we gave up that may still arrive. */
  readonly underWay: (() => Promise<void>)[] = [];
  /** Of the coming calls that change something; then fine again. */
  weather: Weather[] = [];
  /** Asks the gateway without anything happening on the way. */
  readonly truth: OperationContext;
  readonly #parts: Parts;
  readonly #folder: string;
  readonly #hosts: SimulatedGateway['hosts'];
  #process: SimulatedProcess;
  #closed = false;
  #beganAt: Date = START;

  /** `broken`: another connector in its place, to see that the histories find out. */
  constructor(gateway: Gateway, random: Random, broken: (connector: Connector) => Connector = (sound) => sound) {
    const sound = connectors.get(gateway.id);
    if (!sound?.payments) throw new Error(`There is no gateway ${gateway.id}`);
    const connector = broken(sound);
    this.gateway = gateway;
    this.turns = random;
    this.connector = connector;
    this.#folder = mkdtempSync(join(tmpdir(), 'money-'));
    this.database = openDatabase(join(this.#folder, 'agent.db'), 'NORMAL');
    // No machine is killed here: waiting for the disk would only make many histories slow.
    this.database.pragma('synchronous = OFF');
    migrate(this.database, migrationsFolder);
    const world = standingWorld(START, random);
    this.simulator = gateway.open?.(world.simulator);
    const { simulator } = this;
    this.#hosts = new Map(Object.keys(simulator?.hosts ?? {}).map((name) => [name, mountAtRoot(simulator as Simulator, name)]));
    this.#parts = { gateway, connector, simulator, world, database: this.database, random };
    this.truth = simulatedContext(this.#wire({ isDead: () => false, kill: () => undefined, fair: true }));
    this.#process = this.#start();
  }

  get room(): PaymentsRoom {
    return this.#process.room;
  }

  now(): Date {
    return this.#parts.world.now();
  }

  /** Sets the webhook up as an administrator would, so that the simulator tells and signs. */
  async setUp(): Promise<void> {
    this.secrets = await registered(this.connector, this.simulator, this.truth);
  }
  secrets: readonly string[] = [];
  /** How calls that run side by side take turns; given anew with every history, so that it can be repeated alone. */
  turns: Random;
  /** Processes that have ended so far. */
  deaths = 0;

  /** Runs what is due, unless the process dies of it; then a new one starts. */
  async work(): Promise<void> {
    await this.#process.queue.drain(this.#process.died);
    if (this.#process.isDead()) this.restart();
    this.#collect();
  }

  /** Runs an act of somebody at the desk; refusals are answers. */
  attempt(act: (room: PaymentsRoom) => unknown): AppError | undefined {
    const tolerate = (fault: unknown): AppError => {
      if (fault instanceof AppError) return fault;
      throw fault;
    };
    try {
      const result = act(this.room);
      // A form at the desk waits a few seconds for its answer: whoever still does when this world has ended waits for nothing.
      if (result instanceof Promise) result.catch((fault: unknown) => (this.#closed ? undefined : tolerate(fault)));
      return undefined;
    } catch (fault) {
      return tolerate(fault);
    }
  }

  /** An order for the gateway's side; one that does not fit at the moment is none. */
  async scene(name: string, input: object): Promise<boolean> {
    const play = this.simulator?.scenes[name];
    if (!play) return false;
    try {
      await play(input);
    } catch (fault) {
      if (fault instanceof RangeError || (fault as { status?: number }).status !== undefined) return false;
      throw fault;
    } finally {
      this.#collect();
    }
    return true;
  }

  pass(milliseconds: number): void {
    this.#parts.world.advance(milliseconds);
    this.#collect();
  }

  restart(): void {
    this.deaths += 1;
    this.#process.kill();
    this.#process = this.#start();
    this.#process.room.resume();
  }

  /** Looks as the agent does every minute, in case no webhook came. */
  async look(): Promise<void> {
    this.#process.queue.jobs.add({ kind: LOOK, subjectId: 'open', dedupeKey: LOOK });
    await this.work();
  }

  /** One webhook arrives: checked as the ingress does, applied as the inbox does. */
  async receive(delivery: WebhookDelivery): Promise<void> {
    const { webhook } = this.connector;
    if (!webhook) return;
    const pathKey = this.connector.manifest.webhook?.secretInPath ? new URL(delivery.url).pathname.split('/').at(-1) : undefined;
    const headers = Object.fromEntries(Object.entries(delivery.headers()).map(([name, value]) => [name.toLowerCase(), value]));
    const came: Delivery = {
      headers,
      rawBody: Buffer.from(delivery.body),
      query: {},
      receivedAt: this.now(),
      ...(pathKey === undefined ? {} : { pathKey }),
    };
    let verdict = webhook.verify(came, this.secrets);
    if (verdict.accepted === 'ask' && webhook.confirm)
      verdict = await webhook.confirm(this.truth, { delivery: came, secrets: this.secrets });
    if (verdict.accepted !== true) throw new Error(`A genuine webhook of ${this.gateway.id} is refused: ${JSON.stringify(verdict)}`);
    const { room, died } = this.#process;
    for (const event of webhook.events(came)) {
      const applied = room.applyEvent(event, this.gateway.id).catch((fault: unknown) => {
        // The inbox keeps it and tries again; the looks that follow find the same.
        if (!(fault instanceof AppError)) throw fault;
      });
      await Promise.race([died, applied]);
    }
    if (this.#process.isDead()) this.restart();
    this.#collect();
  }

  /** Fetches what happened since this history began, where the gateway lists it, and applies it as the inbox does. */
  async fetchMissing(): Promise<void> {
    const list = this.connector.webhook?.eventsSince;
    let cursor: string | undefined;
    while (list) {
      const page = await list(this.truth, { since: this.#beganAt, ...(cursor === undefined ? {} : { cursor }) });
      for (const event of page.events) await this.room.applyEvent(event, this.gateway.id);
      cursor = page.cursor;
      if (cursor === undefined) break;
    }
    this.#collect();
  }

  /** Lays the days since this history began beside the gateway's books. */
  async compareDays(): Promise<void> {
    const day = (at: number) => new Date(at).toISOString().slice(0, 10);
    const range = { from: day(this.#beganAt.getTime() - DAY_MS), to: day(this.now().getTime() + DAY_MS) };
    this.room.reconciliation.run({ provider: this.gateway.id, ...range }, MANAGER);
    await this.work();
  }

  /** A history begins here. */
  begin(turns: Random): void {
    this.turns = turns;
    this.#beganAt = this.now();
  }

  close(): void {
    this.#closed = true;
    this.#process.kill();
    this.database.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #collect(): void {
    this.inFlight.push(...this.#parts.world.sent.splice(0));
  }

  #start(): SimulatedProcess {
    const { world, database, connector, gateway, random } = this.#parts;
    return startProcess({
      id: gateway.id,
      connector,
      database,
      now: world.now,
      newId: createNewId({ now: world.now }, (size) => randomBytes(random, size)),
      context: (life) => simulatedContext(this.#wire({ ...life, fair: false })),
    });
  }

  #wire({ isDead, kill, fair }: { isDead: () => boolean; kill: () => void; fair: boolean }): SimulatedGateway {
    const { connector, world, random } = this.#parts;
    const newId = createNewId({ now: world.now }, (size) => randomBytes(random, size));
    return {
      connector,
      config: connector.manifest.practice.values,
      hosts: this.#hosts,
      now: world.now,
      newId: () => newId('msg'),
      weather: (changes) => (changes && !fair ? (this.weather.shift() ?? 'fine') : 'fine'),
      die: kill,
      pause: async () => {
        if (!fair) for (let turn = this.turns.below(MOST_TURNS); turn > 0; turn -= 1) await Promise.resolve();
        if (isDead()) await NEVER;
      },
      keepUnderWay: (deliver) => void this.underWay.push(deliver),
    };
  }
}
