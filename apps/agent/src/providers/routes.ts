import { api } from '../access/index.ts';
import type { ProvidersRoom } from './providers-room.ts';

export function providersRoutes(room: ProvidersRoom) {
  const { providers } = api;
  return {
    list: providers.list.handler(() => room.list()),
    get: providers.get.handler(({ input }) => room.get(input.id)),
    metrics: providers.metrics.handler(({ input }) => room.metrics(input.hours)),
    test: providers.test.handler(({ input, context }) => room.test(input.id, context.actor)),
    config: providers.config.handler(({ input }) => room.config(input.id)),
    configure: providers.configure.handler(({ input, context }) => room.configure(input, context.actor)),
    setStatus: providers.setStatus.handler(({ input, context }) => room.setStatus(input, context.actor)),
    setBreaker: providers.setBreaker.handler(({ input, context }) => room.setBreaker(input, context.actor)),
    setEndpoint: providers.setEndpoint.handler(({ input, context }) => room.setEndpoint(input, context.actor)),
    registerWebhook: providers.registerWebhook.handler(({ input, context }) => room.registerWebhook(input, context.actor)),
    webhookCards: providers.webhookCards.handler(() => room.webhookCards()),
    registerEverywhere: providers.registerEverywhere.handler(({ context }) => room.registerEverywhere(context.actor)),
    confirmWebhook: providers.confirmWebhook.handler(({ input, context }) => room.confirmWebhook(input.id, context.actor)),
    wholeWebhookAddress: providers.wholeWebhookAddress.handler(({ input, context }) => room.wholeWebhookAddress(input.id, context.actor)),
    rotateWebhookSecret: providers.rotateWebhookSecret.handler(({ input, context }) => room.rotateWebhookSecret(input, context.actor)),
    endPreviousSecret: providers.endPreviousSecret.handler(({ input, context }) => room.endPreviousSecret(input.id, context.actor)),
    testWebhook: providers.testWebhook.handler(({ input, context }) => room.testWebhook(input.id, context.actor)),
  };
}
