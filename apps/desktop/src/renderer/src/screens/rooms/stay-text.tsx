import { useText } from '../../text/use-text.ts';
import { formatDay, nightsBetween } from '../../time/format-time.ts';

/** "24 Dec – 27 Dec · 3 nights". */
export function StayText({ stay: { arrival, departure } }: { stay: { arrival: string; departure: string } }) {
  const { t, language } = useText();
  const nights = t('rooms.nights', { count: nightsBetween(arrival, departure) });
  return `${formatDay(arrival, 'dayShort', language)} – ${formatDay(departure, 'dayShort', language)} · ${nights}`;
}
