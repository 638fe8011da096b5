import type { Job } from '@banrimkwae/contract/traffic';
import { type FakeContext, fake, found, matches, pageOf, refuse } from './ground.ts';

const { traffic } = fake;

/** A change by staff, told to every open desktop. */
function changeJob({ world, publish }: FakeContext, id: string, part: Partial<Job>): Job {
  const job = Object.assign(found(world.jobs, id), part);
  publish({ type: 'job_changed', jobId: id, kind: job.kind, state: job.state, progress: job.progress?.done ?? null });
  return job;
}

const webhookCalls = {
  webhooks: traffic.webhooks.handler(({ input, context: { world } }) =>
    pageOf(
      world.webhooks.filter(
        ({ state, eventType, provider, webhookId, receivedAt }) =>
          (input.state === undefined || state === input.state) &&
          (input.provider === undefined || provider === input.provider) &&
          (input.eventType === undefined || eventType === input.eventType) &&
          (input.from === undefined || receivedAt >= input.from) &&
          (input.to === undefined || receivedAt < input.to) &&
          matches(input.q, eventType, webhookId),
      ),
      input,
    ),
  ),
  webhook: traffic.webhook.handler(({ input, context: { world } }) => found(world.webhooks, input.id)),
  replayWebhook: traffic.replayWebhook.handler(({ input, context: { world, publish } }) => {
    const webhook = found(world.webhooks, input.id);
    Object.assign(webhook, { state: 'completed', error: null, attempts: webhook.attempts + 1, processedAt: new Date().toISOString() });
    publish({ type: 'webhook_processed', provider_id: webhook.provider, webhook_id: webhook.webhookId, state: 'completed' });
    return webhook;
  }),
  refused: traffic.refused.handler(({ input, context: { world } }) => pageOf(world.refused, input)),
};

const requestCalls = {
  requests: traffic.requests.handler(({ input, context: { world } }) =>
    pageOf(
      world.requests.filter(
        ({ successful, provider, paymentId }) =>
          (input.successful === undefined || successful === input.successful) &&
          (input.provider === undefined || provider === input.provider) &&
          (input.paymentId === undefined || paymentId === input.paymentId),
      ),
      input,
    ),
  ),
  request: traffic.request.handler(({ input, context: { world } }) => found(world.requests, input.id)),
};

const jobCalls = {
  jobs: traffic.jobs.handler(({ input, context: { world } }) =>
    pageOf(
      world.jobs.filter(({ state }) => input.state === undefined || state === input.state),
      input,
    ),
  ),
  job: traffic.job.handler(({ input, context: { world } }) => found(world.jobs, input.id)),
  retryJob: traffic.retryJob.handler(({ input, context }) => {
    if (found(context.world.jobs, input.id).state !== 'dead') refuse('conflict');
    return changeJob(context, input.id, { state: 'waiting', error: null, attempts: 0, finishedAt: null });
  }),
  discardJob: traffic.discardJob.handler(({ input, context }) =>
    changeJob(context, input.id, { state: 'discarded', finishedAt: new Date().toISOString() }),
  ),
  cancelJob: traffic.cancelJob.handler(({ input, context }) =>
    changeJob(context, input.id, { state: 'cancelled', progress: null, finishedAt: new Date().toISOString() }),
  ),
};

export const trafficCalls = { ...webhookCalls, ...requestCalls, ...jobCalls };
