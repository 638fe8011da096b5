import type { Connector } from '@banrimkwae/connector-kit/connector';
import { toAppError } from '@banrimkwae/contract/errors';
import type { ConnectionTest } from '@banrimkwae/contract/providers';
import type { Clock } from '../clock.ts';
import type { Trace } from '../gateway/port.ts';
import type { ProviderDirectory } from './providers.ts';

/** Asks the provider whether our keys work. A refusal is an answer, not a fault. */
export async function testConnection(
  { providers, clock }: { providers: ProviderDirectory; clock: Clock },
  providerId: string,
  trace: Trace,
): Promise<ConnectionTest> {
  const { connector } = providers.find(providerId);
  return timedTest(clock, connector, async () => ({
    success: true,
    ...(await providers.run(providerId, connector.testConnection, undefined, trace)),
  }));
}

/** One try with its duration. Whatever goes wrong is told in the product's words, with what the provider said. */
export async function timedTest(
  clock: Clock,
  { manifest }: Connector,
  attempt: () => Promise<{ success: boolean; message: string }>,
): Promise<ConnectionTest> {
  const startedAt = clock.now().getTime();
  const durationMs = () => clock.now().getTime() - startedAt;
  try {
    const { success, message } = await attempt();
    return { success, message, error: success ? null : message, hint: null, durationMs: durationMs() };
  } catch (fault) {
    const error = toAppError(fault);
    const said = error.details.providerMessage === undefined ? '' : ` ${manifest.name} says: ${error.details.providerMessage}`;
    return { success: false, message: error.message, error: `${error.message}${said}`, hint: error.hint, durationMs: durationMs() };
  }
}
