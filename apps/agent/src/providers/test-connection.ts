import { toAppError } from '@banrimkwae/contract/errors';
import type { ConnectionTest } from '@banrimkwae/contract/providers';
import type { Clock } from '../clock.ts';
import type { Trace } from '../gateway/port.ts';
import type { ProviderDirectory } from './providers.ts';

/** Asks the provider whether our keys work. A refusal is an answer, not a fault. */
export async function testConnection(
  deps: { providers: ProviderDirectory; clock: Clock },
  providerId: string,
  trace: Trace,
): Promise<ConnectionTest> {
  const { connector } = deps.providers.find(providerId);
  const startedAt = deps.clock.now().getTime();
  const durationMs = () => deps.clock.now().getTime() - startedAt;
  try {
    const { message } = await deps.providers.run(providerId, connector.testConnection, undefined, trace);
    return { success: true, message, error: null, hint: null, durationMs: durationMs() };
  } catch (fault) {
    const error = toAppError(fault);
    const said = error.details.providerMessage === undefined ? '' : ` ${connector.manifest.name} says: ${error.details.providerMessage}`;
    return { success: false, message: error.message, error: `${error.message}${said}`, hint: error.hint, durationMs: durationMs() };
  }
}
