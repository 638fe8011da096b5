import { useText } from '../../text/use-text.ts';
import { knownReason } from './dispute-reason.ts';

/** Why a payment is disputed, in words; as the provider wrote it where there are none. */
export function useReasonText(): (reason: string) => string {
  const { t } = useText();
  return (reason) => {
    const known = knownReason(reason);
    return known === undefined ? reason.replaceAll('_', ' ') : t(`disputes.reasons.${known}`);
  };
}
