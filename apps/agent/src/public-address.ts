import { AppError } from '@banrimkwae/contract/errors';
import type { Foundation } from './foundation.ts';
import { RETURN_PATH } from './ingress/index.ts';
import type { RoundTrip } from './providers/port.ts';
import { readSetting, writeSetting } from './store/settings.ts';

/** Where the outside world reaches this agent: providers with their deliveries, guests after they paid. */
export type PublicAddress = { url: () => string | null; set: (url: string) => void; returnUrl: () => string };

const SETTING = 'public_url';

/** Practice: the webhook listener itself, the sandbox stands beside it. Live: what an administrator registered, the tunnel's address. */
export function publicAddress({ config, database, clock }: Foundation, webhookPort: () => number): PublicAddress {
  const url = () => (config.profile === 'practice' ? `http://127.0.0.1:${webhookPort()}` : (readSetting(database, SETTING) ?? null));
  return {
    url,
    set: (value) => writeSetting(database, { name: SETTING, value, at: clock.now().toISOString() }),
    returnUrl: () => {
      const known = url();
      if (known !== null) return `${known.replace(/\/+$/, '')}${RETURN_PATH}`;
      throw new AppError('provider_not_configured', {
        message: 'Guests would have nowhere to come back to after paying, because this agent has no public address yet.',
        hint: 'Register the webhook address of a payment provider first: it is the same address.',
      });
    },
  };
}

const BACK_WITHIN_MS = 5000;

/** Out to the public address and back to our own listener. */
export const roundTrip: RoundTrip = async (publicUrl) => {
  const startedAt = performance.now();
  try {
    const answer = await fetch(`${publicUrl.replace(/\/+$/, '')}/healthz`, {
      redirect: 'manual',
      signal: AbortSignal.timeout(BACK_WITHIN_MS),
    });
    await answer.body?.cancel();
    if (answer.status === 200) return { ok: true, ms: performance.now() - startedAt };
    return { ok: false, error: `The public address answered ${answer.status}.` };
  } catch (fault) {
    const isLate = fault instanceof DOMException && fault.name === 'TimeoutError';
    return {
      ok: false,
      error: isLate ? `The public address did not answer within ${BACK_WITHIN_MS / 1000} s.` : 'The public address cannot be reached.',
    };
  }
};
