import { AppError } from '@banrimkwae/contract/errors';
import type { Actor } from '../access/index.ts';
import { requireChannel } from './change-mappings.ts';
import { ALL, type ChannelGround, JOB, tellChannels } from './ground.ts';

/** Sends what differs now, refused nights too; `full`: every night. Answers the job to follow. Throws `not_found`, or why it is not ready. */
export function askSync(ground: ChannelGround, input: { provider?: string | undefined; full: boolean }, actor: Actor): { jobId: string } {
  const { full } = input;
  const providers = whichOf(ground, input.provider);
  const jobId = ground.database.transaction(() => {
    for (const provider of providers) {
      if (full) {
        ground.sent.forget(provider);
        ground.states.change(provider, { waiting_from: ground.clock.now().toISOString() });
      } else ground.sent.allowRefused(provider);
    }
    ground.audit({ actor: actor.id, action: 'channel.synced', subject: input.provider ?? null, detail: { full } });
    return addNow(ground, JOB.push, input.provider);
  })();
  tellChannels(ground, providers);
  return { jobId };
}

/** Fetches reservations now. Answers the job to follow. Throws `not_found`, or why it is not ready. */
export function askImport(ground: ChannelGround, input: { provider?: string | undefined }, actor: Actor): { jobId: string } {
  whichOf(ground, input.provider);
  return ground.database.transaction(() => {
    ground.audit({ actor: actor.id, action: 'channel.imported', subject: input.provider ?? null, detail: {} });
    return { jobId: addNow(ground, JOB.import, input.provider) };
  })();
}

/** Its own key, so that it does not wait for one that is to be tried again later. */
function addNow(ground: ChannelGround, kind: string, provider: string = ALL): string {
  return ground.jobs.add({ kind, subjectId: provider, priority: 1, dedupeKey: `${kind}:${provider}:now` });
}

function whichOf(ground: ChannelGround, provider: string | undefined): string[] {
  if (provider === undefined) return ground.providers.ready('channel').map(({ id }) => id);
  const { ready, whyNot } = requireChannel(ground, provider);
  if (!ready) throw new AppError(whyNot === 'provider_not_configured' ? whyNot : 'provider_paused');
  return [provider];
}
