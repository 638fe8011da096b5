import { AppError } from '@banrimkwae/contract/errors';
import type { Foundation } from './foundation.ts';
import { RETURN_PATH } from './ingress/index.ts';
import { readSetting, writeSetting } from './store/settings.ts';

/** Where the outside world reaches this agent: providers with their deliveries, guests after they paid. */
export type PublicAddress = { url: () => string | null; set: (url: string) => void; returnUrl: () => string };

const SETTING = 'public_url';

/** The ways to know it: the port the listener has, and where the tunnel leads from (null: unknown). */
export type AddressSources = { webhookPort: () => number; tunnelUrl: () => string | null };

/** Practice: the webhook listener itself, the sandbox stands beside it. Live: the tunnel's address, else what an administrator registered. */
export function publicAddress({ config, database, clock }: Foundation, { webhookPort, tunnelUrl }: AddressSources): PublicAddress {
  const liveUrl = () => tunnelUrl() ?? readSetting(database, SETTING) ?? null;
  const url = () => (config.profile === 'practice' ? `http://127.0.0.1:${webhookPort()}` : liveUrl());
  return {
    url,
    set: (value) => writeSetting(database, { name: SETTING, value, at: clock.now().toISOString() }),
    returnUrl: () => {
      const known = url();
      if (known !== null) return `${known.replace(/\/+$/, '')}${RETURN_PATH}`;
      throw new AppError('provider_not_configured', {
        message: 'Guests would have nowhere to come back to after paying, because this agent has no public address yet.',
        hint: 'Set up the tunnel first, or register the webhook address of a payment provider: it is the same address.',
      });
    },
  };
}
