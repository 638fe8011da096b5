import type { DeadLetterGroup } from '@banrimkwae/contract/recovery';
import { useJobKind } from '../traffic/job-kind.tsx';

/** An event as the provider calls it, or work as we call it. */
export function DeadLetterType({ group: { kind, type } }: { group: Pick<DeadLetterGroup, 'kind' | 'type'> }) {
  const kindOf = useJobKind();
  return kind === 'job' ? kindOf(type) : <span className="mono">{type}</span>;
}
