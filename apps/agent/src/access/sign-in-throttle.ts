import { AppError } from '@banrimkwae/contract/errors';
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';

const WRONG_PASSWORDS = { points: 5, duration: 15 * 60, blockDuration: 5 * 60 };
const ATTEMPTS_OF_ADDRESS = { points: 60, duration: 60 };

/** Slows down who guesses: a name after five wrong passwords, an address after sixty tries a minute. */
export type SignInThrottle = {
  /** Throws AppError('rate_limited') with the seconds to wait. */
  admit: (attempt: SignInAttempt) => Promise<void>;
  failed: (attempt: SignInAttempt) => Promise<void>;
  succeeded: (attempt: SignInAttempt) => Promise<void>;
};
export type SignInAttempt = { username: string; remoteAddress: string };

export function createSignInThrottle(): SignInThrottle {
  const names = new RateLimiterMemory({ keyPrefix: 'name', ...WRONG_PASSWORDS });
  const addresses = new RateLimiterMemory({ keyPrefix: 'address', ...ATTEMPTS_OF_ADDRESS });
  return {
    admit: async ({ username, remoteAddress }) => {
      const name = await names.get(username);
      if (name !== null && name.consumedPoints >= WRONG_PASSWORDS.points) throw wait(name);
      await addresses.consume(remoteAddress).catch((spent: RateLimiterRes) => {
        throw wait(spent);
      });
    },
    // Past its points the limiter rejects; `admit` is what tells people.
    failed: async ({ username }) => {
      await names.penalty(username);
    },
    succeeded: async ({ username }) => {
      await names.delete(username);
    },
  };
}

function wait(spent: Pick<RateLimiterRes, 'msBeforeNext'>): AppError {
  const seconds = Math.max(1, Math.ceil(spent.msBeforeNext / 1000));
  return new AppError('rate_limited', {
    message: 'Too many attempts to sign in.',
    hint: `Wait ${seconds} seconds, or ask an administrator to set a new password.`,
    retryAfterSeconds: seconds,
  });
}
