import { Pool } from 'undici';

/** `closingMs`: how long calls may go on when the agent stops. */
export type PoolOptions = { connections: number; connectTimeoutMs: number; closingMs: number };
export const POOL_OPTIONS: PoolOptions = { connections: 128, connectTimeoutMs: 5000, closingMs: 5000 };

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

  /** Lets the connections of a provider go, e.g. after its address changed; calls under way end as they would have. */
  async forget(providerId: string): Promise<void> {
    const own = this.#pools.get(providerId)?.values() ?? [];
    this.#pools.delete(providerId);
    await Promise.all(Array.from(own, (pool) => pool.close()));
  }

  async close(): Promise<void> {
    const all = Array.from(this.#pools.values()).flatMap((own) => [...own.values()]);
    this.#pools.clear();
    await Promise.all(all.map((pool) => this.#close(pool)));
  }

  #open(providerId: string, origin: string): Pool {
    const { connections, connectTimeoutMs } = this.#options;
    // One request at a time on a connection: an answer that hangs holds up no other.
    const pool = new Pool(origin, { connections, allowH2: false, pipelining: 1, connect: { timeout: connectTimeoutMs } });
    const own = this.#pools.get(providerId) ?? new Map<string, Pool>();
    this.#pools.set(providerId, own.set(origin, pool));
    return pool;
  }

  async #close(pool: Pool): Promise<void> {
    const late = setTimeout(() => pool.destroy(), this.#options.closingMs);
    try {
      await pool.close();
    } finally {
      clearTimeout(late);
    }
  }
}
