import type { Clock } from '../clock.ts';

export type FetchedToken = { token: string; expiresInSeconds: number };

type Kept = { token: string; renewAt: number; expiresAt: number };

/** Part of a token's life after which it is renewed. */
const RENEW_AT = 5 / 6;

/** Tokens of two-step logins, one a provider, shared by all calls. Fetched once however many calls wait for it; a failure is not remembered. */
export class TokenStore {
  readonly #clock: Clock;
  readonly #kept = new Map<string, Kept>();
  readonly #fetching = new Map<string, Promise<string>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Throws what `fetch` throws, unless the token at hand has not expired yet. */
  async get(providerId: string, fetch: () => Promise<FetchedToken>): Promise<string> {
    const now = this.#clock.now().getTime();
    const kept = this.#kept.get(providerId);
    if (kept && now < kept.renewAt) return kept.token;
    try {
      return await this.#fetchOnce(providerId, fetch);
    } catch (fault) {
      if (kept && this.#kept.get(providerId) === kept && now < kept.expiresAt) return kept.token;
      throw fault;
    }
  }

  /** The provider refused this token. One that was renewed meanwhile stays. */
  refused(providerId: string, token: string): void {
    if (this.#kept.get(providerId)?.token === token) this.#kept.delete(providerId);
  }

  /** After the keys changed: what is being fetched with the old ones will not be kept. */
  forget(providerId: string): void {
    this.#kept.delete(providerId);
    this.#fetching.delete(providerId);
  }

  #fetchOnce(providerId: string, fetch: () => Promise<FetchedToken>): Promise<string> {
    const underWay = this.#fetching.get(providerId);
    if (underWay) return underWay;
    const fetching: Promise<string> = fetch().then(
      (fetched) => {
        if (this.#fetched(providerId, fetching)) this.#keep(providerId, fetched);
        return fetched.token;
      },
      (fault: unknown) => {
        this.#fetched(providerId, fetching);
        throw fault;
      },
    );
    this.#fetching.set(providerId, fetching);
    return fetching;
  }

  /** False when it was forgotten meanwhile. */
  #fetched(providerId: string, fetching: Promise<string>): boolean {
    if (this.#fetching.get(providerId) !== fetching) return false;
    return this.#fetching.delete(providerId);
  }

  #keep(providerId: string, { token, expiresInSeconds }: FetchedToken): void {
    const now = this.#clock.now().getTime();
    const lifeMs = expiresInSeconds * 1000;
    this.#kept.set(providerId, { token, renewAt: now + lifeMs * RENEW_AT, expiresAt: now + lifeMs });
  }
}
