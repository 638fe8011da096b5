import { AppError } from '@banrimkwae/contract/errors';
import type { ConnectionTest } from '@banrimkwae/contract/providers';
import type { Trace } from '../gateway/port.ts';
import type { ProvidersGround } from './ground.ts';
import { callTest } from './prove-address.ts';
import { webhookSetup } from './show-webhook.ts';
import { timedTest } from './try-connection.ts';

/** Lets the provider call us once. Throws AppError `not_supported` where it cannot; what it says of the call is an answer. */
export async function testWebhook(ground: ProvidersGround, id: string, trace: Trace): Promise<ConnectionTest> {
  const { connector } = ground.providers.find(id);
  const test = connector.webhook?.test;
  const { address } = connector.manifest.webhook === undefined ? { address: null } : webhookSetup(ground, connector);
  if (!test || address === null)
    throw new AppError('not_supported', {
      message: `${connector.manifest.name} has no test call${test ? ' before its address is registered' : ''}.`,
      hint: test ? 'Register the address first.' : 'Send a test event from its own console.',
    });
  return timedTest(ground.clock, connector, () => callTest(ground, { id, url: address, test }, trace));
}
