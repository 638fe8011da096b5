import { AppError } from '@banrimkwae/contract/errors';
import type { MessagingGround } from './ground.ts';

export type Quota = { provider: string; used: number | null; limit: number | null };

/** Messages used and left. A provider that does not answer just now is listed without numbers. */
export function readQuotas(ground: MessagingGround): Promise<Quota[]> {
  const asked = ground.providers.ready('messages').flatMap(({ id, connector }) => {
    const quota = connector.messages?.quota;
    return quota ? [{ id, quota }] : [];
  });
  return Promise.all(
    asked.map(async ({ id, quota }) => {
      try {
        return { provider: id, ...(await ground.providers.run(id, quota, undefined)) };
      } catch (fault) {
        if (!(fault instanceof AppError)) throw fault;
        return { provider: id, used: null, limit: null };
      }
    }),
  );
}
