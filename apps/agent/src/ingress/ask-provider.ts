import type { Delivery } from '@banrimkwae/connector-kit/connector';
import { AppError } from '@banrimkwae/contract/errors';
import type { Providers } from '../providers/port.ts';
import type { Judged } from './port.ts';
import type { Door } from './receive.ts';

/** For one provider. Whoever forges deliveries could make us ask for ever: more are asked to come again. */
const MOST_AT_ONCE = 8;
/** Providers wait ten seconds and more for an answer. */
const WITHIN_MS = 8000;

/**
 * Lets a provider say whether a delivery is its own, where the delivery itself cannot prove it. Asked before anything is stored or answered;
 * a provider that cannot be asked now is told to come again, and its delivery is neither taken nor refused.
 */
export function createAsking({ run }: Pick<Providers, 'run'>) {
  const asking = new Map<string, number>();
  return async (door: Door, delivery: Delivery): Promise<Judged> => {
    const { confirm } = door.webhook;
    if (!confirm) throw new Error(`${door.providerId} asks, but does not say how`);
    const already = asking.get(door.providerId) ?? 0;
    if (already >= MOST_AT_ONCE) return { cannotTell: 'busy' };
    asking.set(door.providerId, already + 1);
    try {
      const input = { delivery, secrets: door.secrets };
      const verdict = await run(door.providerId, confirm, input, { signal: AbortSignal.timeout(WITHIN_MS) });
      if (verdict.accepted === 'ask') throw new Error(`${door.providerId} cannot make up its mind`);
      return verdict;
    } catch (fault) {
      if (fault instanceof AppError) return { cannotTell: fault.code };
      throw fault;
    } finally {
      asking.set(door.providerId, (asking.get(door.providerId) ?? 1) - 1);
    }
  };
}
