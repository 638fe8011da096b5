import { type FakeContext, fake, refuse } from './ground.ts';
import type { Setup } from './webhook-setups.ts';
import type { World } from './world.ts';

const { providers } = fake;

function setupOf({ setups }: World, id: string): Setup {
  return setups.get(id) ?? refuse('not_found');
}

function changeSetup({ world, publish }: FakeContext, id: string, part: Partial<Setup>): Setup {
  const setup = Object.assign(setupOf(world, id), part);
  publish({ type: 'provider_status', provider_id: id, status: 'active' });
  return setup;
}

function cardsOf({ providers: all, setups }: World) {
  return all.flatMap(({ id, name, logo }) => {
    const setup = setups.get(id);
    return setup ? [{ ...setup, provider: id, name, logo }] : [];
  });
}

const proved = ({ now }: World) => ({
  at: new Date(now).toISOString(),
  how: 'test_call' as const,
  success: true,
  message: 'The test call arrived.',
});

/** How providers are told where we are, and the secrets they sign with. */
export const setupCalls = {
  registerWebhook: providers.registerWebhook.handler(({ input, context }) =>
    changeSetup(context, input.id, { address: input.publicUrl, registeredAddress: input.publicUrl, state: 'waiting_for_first' }),
  ),
  webhookCards: providers.webhookCards.handler(({ context: { world } }) => cardsOf(world)),
  registerEverywhere: providers.registerEverywhere.handler(({ context }) => {
    for (const [id, { canRegister, address }] of context.world.setups)
      if (canRegister)
        changeSetup(context, id, { registeredAddress: address, state: 'working', proof: proved(context.world), problem: null });
    return cardsOf(context.world);
  }),
  confirmWebhook: providers.confirmWebhook.handler(({ input, context }) =>
    changeSetup(context, input.id, { registeredAddress: setupOf(context.world, input.id).address, state: 'waiting_for_first' }),
  ),
  wholeWebhookAddress: providers.wholeWebhookAddress.handler(({ input, context }) => ({
    address: `${setupOf(context.world, input.id).address ?? ''}/${'k'.repeat(32)}`,
  })),
  rotateWebhookSecret: providers.rotateWebhookSecret.handler(({ input, context }) => {
    const now = context.world.now;
    const [current] = setupOf(context.world, input.id).secrets;
    const endsAt = new Date(now + input.overlapHours * 3_600_000).toISOString();
    const previous = current && input.overlapHours > 0 ? [{ ...current, use: 'previous' as const, endsAt }] : [];
    return changeSetup(context, input.id, {
      secrets: [
        { use: 'current', lastFour: (input.secret ?? 'kkkk').slice(-4), addedAt: new Date(now).toISOString(), endsAt: null },
        ...previous,
      ],
    });
  }),
  endPreviousSecret: providers.endPreviousSecret.handler(({ input, context }) =>
    changeSetup(context, input.id, { secrets: setupOf(context.world, input.id).secrets.filter(({ use }) => use === 'current') }),
  ),
};
