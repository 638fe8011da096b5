import { Pool } from 'undici';

export type PoolOptions = { connections: number; connectTimeoutMs: number };
export const POOL_OPTIONS: PoolOptions = { connections: 128, connectTimeoutMs: 5000 };

/** How long a pool may finish what is under way when it is closed. */
const CLOSING_MS = 5000;

/** Connections kept open, a pool for each origin of each provider: one that hangs uses up its own sockets only. */
export class ProviderPools {
  readonly #options: PoolOptions;
  readonly #pools = new Map<string, { providerId: string; pool: Pool }>();

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  of(providerId: string, origin: string): Pool {
    const key = `${providerId} ${origin}`;
    const known = this.#pools.get(key);
    if (known) return known.pool;
    const { connections, connectTimeoutMs } = this.#options;
    // One request at a time on a connection: an answer that hangs holds up no other.
    const pool = new Pool(origin, { connections, allowH2: false, pipelining: 1, connect: { timeout: connectTimeoutMs } });
    this.#pools.set(key, { providerId, pool });
    return pool;
  }

  /** Lets the connections of a provider go when what they carry is done, e.g. after its address changed. */
  async forget(providerId: string): Promise<void> {
    const own = [...this.#pools].filter(([, entry]) => entry.providerId === providerId);
    for (const [key] of own) this.#pools.delete(key);
    await Promise.all(own.map(([, { pool }]) => closePool(pool)));
  }

  async close(): Promise<void> {
    const all = [...this.#pools.values()];
    this.#pools.clear();
    await Promise.all(all.map(({ pool }) => closePool(pool)));
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
