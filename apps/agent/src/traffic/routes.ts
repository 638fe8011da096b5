import { api } from '../access/index.ts';
import type { TrafficRoom } from './traffic.ts';

export function trafficRoutes(room: TrafficRoom) {
  const { traffic } = api;
  return {
    webhooks: traffic.webhooks.handler(({ input }) => room.webhooks(input)),
    webhook: traffic.webhook.handler(({ input }) => room.webhook(input.id)),
    replayWebhook: traffic.replayWebhook.handler(({ input, context }) => room.replay(input.id, context.actor)),
    refused: traffic.refused.handler(({ input }) => room.refused(input)),
    requests: traffic.requests.handler(({ input }) => room.requests(input)),
    request: traffic.request.handler(({ input }) => room.request(input.id)),
    jobs: traffic.jobs.handler(({ input }) => room.jobs(input)),
    job: traffic.job.handler(({ input }) => room.job(input.id)),
    retryJob: traffic.retryJob.handler(({ input, context }) => room.retryJob(input.id, context.actor)),
    discardJob: traffic.discardJob.handler(({ input, context }) => room.discardJob(input.id, input.reason, context.actor)),
    cancelJob: traffic.cancelJob.handler(({ input, context }) => room.cancelJob(input.id, context.actor)),
  };
}
