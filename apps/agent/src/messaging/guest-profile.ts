import { toAppError } from '@banrimkwae/contract/errors';
import { outcomeOf } from '../gateway/outcome.ts';
import type { JobOutcome, RunningJob } from '../jobs/port.ts';
import { type MessagingGround, tellChange } from './ground.ts';

const TRY_AGAIN_MS = 60_000;

/** Job: looks up a guest's name, language and picture, once. A guest who shows none keeps the neutral name. */
export async function lookUpProfile(ground: MessagingGround, job: RunningJob): Promise<JobOutcome> {
  const conversation = ground.conversations.find(job.subjectId);
  if (conversation?.profile_state !== 'wanted') return { done: true };
  const { id, provider, user_id: userId, guest_name: name, language, picture_url: picture } = conversation;
  const profile = ground.providers.find(provider).connector.messages?.profile;
  const without = () => ground.conversations.profile(id, { name, language, picture, state: 'none' });
  if (!profile) {
    without();
    return { done: true };
  }
  try {
    const found = await ground.providers.run(provider, profile, { userId });
    ground.conversations.profile(id, {
      name: found.displayName,
      language: found.language,
      picture: found.pictureUrl,
      state: 'known',
    });
    tellChange(ground, id);
  } catch (fault) {
    const error = toAppError(fault);
    // Wrong keys are put right some day; only the provider's word on this guest is final.
    if (outcomeOf(error) !== 'refused' || error.code === 'provider_credentials')
      return { again: { afterMs: TRY_AGAIN_MS, reason: error.message } };
    without();
  }
  return { done: true };
}
