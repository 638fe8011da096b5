import type { ReplayFilter } from '@banrimkwae/contract/recovery';
import { useProviderName } from '../../connections/provider-name.tsx';
import { useText } from '../../text/use-text.ts';
import { formatInstant } from '../../time/format-time.ts';
import { useTimeStyle } from '../../time/resort.tsx';

/** A filter in words: "Stripe · Failed · 24 Nov, 00:20 – 09:20". */
export function useFilterText(): (filter: ReplayFilter) => string {
  const { t } = useText();
  const nameOf = useProviderName();
  const style = useTimeStyle();
  const moment = (at: string | undefined) => (at === undefined ? '…' : formatInstant(at, 'dayAndClock', style));
  return ({ provider, eventType, state, from, to, q }) => {
    const parts = [
      provider !== undefined && nameOf(provider),
      eventType,
      state && t(`states.webhook.${state}`),
      (from !== undefined || to !== undefined) && `${moment(from)} – ${moment(to)}`,
      q !== undefined && `“${q}”`,
    ].filter((part) => typeof part === 'string');
    return parts.length === 0 ? t('replay.all') : parts.join(' · ');
  };
}
