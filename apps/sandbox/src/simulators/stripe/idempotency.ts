import { isDeepStrictEqual } from 'node:util';
import { Refusal } from './refusal.ts';

const LIFETIME = 24 * 3_600_000;
const LONGEST_KEY = 255;

export type Asked = { method: string; path: string; body: unknown };
export type Answer = { status: number; body: unknown; requestId: string };
export type IdempotencyKeys = {
  /** The answer of the first request with this key, or undefined for a first one, which then holds the key. Throws what Stripe refuses. */
  begin: (key: string, asked: Asked) => Answer | undefined;
  /** Keeps the answer; without one the key is free again. */
  end: (key: string, answer: Answer | undefined) => void;
};

/** https://docs.stripe.com/api/idempotent_requests */
export function createIdempotencyKeys(now: () => Date): IdempotencyKeys {
  const kept = new Map<string, { asked: Asked; at: number; answer: Answer | undefined }>();
  return {
    begin: (key, asked) => {
      if (key.length > LONGEST_KEY)
        throw new Refusal(400, { type: 'idempotency_error', message: `Idempotency keys may be at most ${LONGEST_KEY} characters.` }, false);
      const first = kept.get(key);
      if (first === undefined || now().getTime() - first.at >= LIFETIME) {
        kept.set(key, { asked, at: now().getTime(), answer: undefined });
        return undefined;
      }
      if (!isDeepStrictEqual(first.asked, asked)) throw differs(key, first.asked.path === asked.path ? 'parameters' : 'endpoint');
      if (first.answer === undefined) throw inUse(key);
      return first.answer;
    },
    end: (key, answer) => {
      const first = kept.get(key);
      if (first === undefined) return;
      if (answer === undefined) kept.delete(key);
      else first.answer = answer;
    },
  };
}

function differs(key: string, what: 'parameters' | 'endpoint'): Refusal {
  const message = `Keys for idempotent requests can only be used with the same ${what} they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`;
  return new Refusal(400, { type: 'idempotency_error', message }, false);
}

function inUse(key: string): Refusal {
  const message = `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}. Please try again later.`;
  return new Refusal(409, { type: 'idempotency_error', code: 'idempotency_key_in_use', message }, false);
}
