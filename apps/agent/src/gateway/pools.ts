import { Pool } from 'undici';

export type PoolOptions = { connections: number; connectTimeoutMs: number };
export const POOL_OPTIONS: PoolOptions = { connections: 128, connectTimeoutMs: 5000 };

/** How long a pool may finish what is under way when it is closed. */
const CLOSING_MS = 5000;

/** Connections kept open, a pool for each origin of each provider: one that hangs uses up its own sockets only. */
export class ProviderPools {
  readonly #options: PoolOptions;
  /** By provider and origin. */
  readonly #pools = new Map<string, Map<string, Pool>>();

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  of(providerId: string, origin: string): Pool {
    return this.#pools.get(providerId)?.get(origin) ?? this.#open(providerId, origin);
  }

  /** Lets the connections of a provider go when what they carry is done, e.g. after its address changed. */
  async forget(providerId: string): Promise<void> {
    const own = this.#pools.get(providerId)?.values() ?? [];
    this.#pools.delete(providerId);
    await Promise.all(Array.from(own, closePool));
  }

  async close(): Promise<void> {
    await Promise.all(Array.from(this.#pools.keys(), (providerId) => this.forget(providerId)));
  }

  #open(providerId: string, origin: string): Pool {
    const { connections, connectTimeoutMs } = this.#options;
    // One request at a time on a connection: an answer that hangs holds up no other.
    const pool = new Pool(origin, { connections, allowH2: false, pipelining: 1, connect: { timeout: connectTimeoutMs } });
    const own = this.#pools.get(providerId) ?? new Map<string, Pool>();
    this.#pools.set(providerId, own.set(origin, pool));
    return pool;
  }
}

async function closePool(pool: Pool): Promise<void> {
  const late = setTimeout(() => void pool.destroy(), CLOSING_MS);
  try {
    await pool.close();
  } finally {
    clearTimeout(late);
  }
}
