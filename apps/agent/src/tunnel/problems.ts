import type { Problem } from '@banrimkwae/contract/system';
import type { Picture } from './describe.ts';

/** Restarts and short gaps mend themselves; nobody is called for those. */
const DOWN_FOR_MS = 20_000;
const DEGRADED_FOR_MS = 600_000;
const WHERE = '/connections/tunnel';
const NOTHING_TO_DO = { en: 'Open it and read what it says.', th: 'เปิดดูรายละเอียด' };

/** What of the tunnel needs a person. */
export function tunnelProblems(picture: Picture & { since: string }, { now, live }: { now: Date; live: boolean }): Problem[] {
  const { state, since, sentence, nextStep } = picture;
  const lastedMs = now.getTime() - Date.parse(since);
  const problem = (severity: Problem['severity']): Problem[] => [
    { id: 'tunnel', severity, sentence, nextStep: nextStep ?? NOTHING_TO_DO, link: WHERE, since },
  ];
  if (state === 'down' && lastedMs >= DOWN_FOR_MS) return problem('down');
  if (state === 'degraded' && lastedMs >= DEGRADED_FOR_MS) return problem('waiting');
  if (state === 'not_set_up' && live) return problem('waiting');
  return [];
}
