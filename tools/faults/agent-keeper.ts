import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export type AgentPorts = { api: number; webhooks: number };
export type AgentPlace = {
  /** The agent's command line: a bundle, or its source. */
  script: string;
  dataDir: string;
  ports: AgentPorts;
  sandboxUrl: string;
  redisUrl: string | undefined;
  /** Node's compile cache: the start is a third of the time with it. */
  cacheDir: string;
};
export type Ended = { code: number | null; said: string };

const MASTER_KEY = Buffer.alloc(32, 7).toString('base64');
const SHIFT_CLOCK = import.meta.resolve('./shift-clock.ts');
const LOOK_EVERY_MS = 20;
const START_WITHIN_MS = 60_000;
const KEPT_LINES = 200;

/** Keeps one agent running on one data folder, as a service manager does: whatever it dies of, it is started anew. */
export class AgentKeeper {
  readonly place: AgentPlace;
  /** The agent ended though nobody killed it. */
  readonly diedAlone: string[] = [];
  /** Starts that failed, with what was said; on a full disk that is right. */
  readonly failedStarts: string[] = [];
  #child: ChildProcess | undefined;
  #shiftMs = 0;
  #log: string[] = [];
  #closing = false;
  #listening = Promise.withResolvers<void>();
  #starts = 0;

  private constructor(place: AgentPlace) {
    this.place = place;
  }

  /** Resolves when it listens for the first time. */
  static async start(place: AgentPlace): Promise<AgentKeeper> {
    const keeper = new AgentKeeper(place);
    keeper.#run();
    await keeper.listening();
    return keeper;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  get apiUrl(): string {
    return `http://127.0.0.1:${this.place.ports.api}`;
  }

  get starts(): number {
    return this.#starts;
  }

  /** The agent's last words, for the report of a failure. */
  get lastLines(): readonly string[] {
    return this.#log;
  }

  async listening(): Promise<void> {
    const late = AbortSignal.timeout(START_WITHIN_MS);
    const tooLate = once(late, 'abort').then(() => {
      throw new Error(`The agent did not listen within ${START_WITHIN_MS / 1000} s:\n${this.#log.join('\n')}`);
    });
    await Promise.race([this.#listening.promise, tooLate]);
  }

  signal(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void {
    this.#child?.kill(signal);
  }

  /** The machine's clock is set: by so much off the true time, also for the next start. */
  setClock(shiftMs: number): void {
    this.#shiftMs = shiftMs;
    if (this.#child?.connected) this.#child.send({ shiftMs }, () => undefined);
  }

  /** Another agent on the same data folder, with ports of its own. */
  async startSecond(): Promise<Ended> {
    const ports = { api: await freePort(), webhooks: await freePort() };
    const child = spawnAgent({ ...this.place, ports }, 0);
    const said: string[] = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (bytes: Buffer) => said.push(bytes.toString()));
    const timer = setTimeout(() => child.kill('SIGKILL'), START_WITHIN_MS);
    const [code] = (await once(child, 'close')) as [number | null];
    clearTimeout(timer);
    return { code, said: said.join('').trim() };
  }

  async stop(): Promise<void> {
    this.#closing = true;
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  #run(): void {
    this.#starts += 1;
    const child = spawnAgent(this.place, this.#shiftMs);
    this.#child = child;
    let listened = false;
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (bytes: Buffer) => this.#note(bytes.toString()));
    child.on('exit', (code, signal) => {
      if (listened) this.#listening = Promise.withResolvers();
      if (this.#closing) return;
      if (signal !== 'SIGKILL')
        (listened ? this.diedAlone : this.failedStarts).push(`status ${code ?? signal}: ${this.#log.slice(-3).join(' | ')}`);
      setTimeout(() => !this.#closing && this.#run(), listened ? 0 : 200);
    });
    void this.#waitUntilItListens(child).then((does) => {
      if (!does) return;
      listened = true;
      this.#listening.resolve();
    });
  }

  async #waitUntilItListens(child: ChildProcess): Promise<boolean> {
    while (child.exitCode === null && child.signalCode === null) {
      const alive = await fetch(`${this.apiUrl}/healthz`, { signal: AbortSignal.timeout(5000) }).then(
        ({ ok }) => ok,
        () => false,
      );
      if (alive) return child.exitCode === null && child.signalCode === null;
      await sleep(LOOK_EVERY_MS);
    }
    return false;
  }

  #note(text: string): void {
    this.#log.push(...text.split('\n').filter((line) => line !== ''));
    this.#log.splice(0, Math.max(0, this.#log.length - KEPT_LINES));
  }
}

function spawnAgent(place: AgentPlace, shiftMs: number): ChildProcess {
  return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--import', SHIFT_CLOCK, place.script, 'start'], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      PATH: process.env.PATH,
      HOME: place.dataDir,
      NODE_ENV: 'production',
      NODE_COMPILE_CACHE: place.cacheDir,
      AGENT_PROFILE: 'practice',
      AGENT_DATA_DIR: place.dataDir,
      AGENT_API_PORT: String(place.ports.api),
      AGENT_WEBHOOK_PORT: String(place.ports.webhooks),
      AGENT_MASTER_KEY: MASTER_KEY,
      AGENT_LOG_LEVEL: 'warn',
      SANDBOX_PORT: new URL(place.sandboxUrl).port,
      CLOCK_SHIFT_MS: String(shiftMs),
      ...(place.redisUrl === undefined ? {} : { REDIS_URL: place.redisUrl }),
    },
  });
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('No free port');
  return address.port;
}
