import type { RequestEntry } from '@banrimkwae/contract/traffic';
import { YesNoBadge } from '../../states/badges.tsx';
import { useText } from '../../text/use-text.ts';

/** How a call ended, in words first; the status of HTTP behind it. */
export function RequestBadge({ request }: { request: Pick<RequestEntry, 'successful' | 'status'> }) {
  const { t } = useText();
  const word = t(
    request.successful ? 'traffic.request.answered' : request.status === null ? 'traffic.request.noAnswer' : 'traffic.request.failed',
  );
  return <YesNoBadge yes={request.successful}>{request.status === null ? word : `${word} · ${request.status}`}</YesNoBadge>;
}
