import type { Weather, WeatherReading } from '@banrimkwae/contract/weather';
import { Anchor } from '@mantine/core';
import { type Icon, IconCloud, IconCloudRain, IconCloudSnow, IconCloudStorm, IconMist, IconSun } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useAgent } from '../../agent/agent-context.tsx';
import { faultWords } from '../../agent/agent-fault.ts';
import { useText } from '../../text/use-text.ts';
import { formatInstant } from '../../time/format-time.ts';
import { useTimeStyle } from '../../time/resort.tsx';
import { TimeAgo } from '../../time/time-ago.tsx';
import { nextRain } from './next-rain.ts';
import styles from './today.module.css';

const EVERY = 10 * 60_000;

const icons: Record<WeatherReading['icon'], Icon> = {
  clear: IconSun,
  few_clouds: IconSun,
  clouds: IconCloud,
  rain: IconCloudRain,
  thunderstorm: IconCloudStorm,
  mist: IconMist,
  snow: IconCloudSnow,
};

/** The weather as a guest asks for it. An old answer says how old it is. */
export function WeatherLine() {
  const { t, language } = useText();
  const { api } = useAgent();
  const weather = useQuery({ ...api.weather.now.queryOptions({ input: { language } }), refetchInterval: EVERY });
  if (weather.data) return <Reading weather={weather.data} />;
  if (!weather.error) return <span className={styles.weather}> </span>;
  return <span className={styles.weather}>{t('today.weatherMissing', { why: faultWords(weather.error, language).message })}</span>;
}

function Reading({ weather }: { weather: Weather }) {
  const { t } = useText();
  const { platform } = useAgent();
  const style = useTimeStyle();
  const { current, attribution } = weather;
  const rain = nextRain(weather.forecast, new Date());
  const Mark = icons[current.icon];
  return (
    <span className={styles.weather}>
      <Mark size={18} stroke={1.75} aria-hidden />
      <span>
        {Math.round(current.temperatureC)}° {current.description}
        {rain !== undefined && ` · ${t('today.rainFrom', { time: formatInstant(rain.at, 'clock', style) })}`}
      </span>
      {weather.stale && (
        <span className={styles.stale}>
          {t('today.weatherOld')} <TimeAgo at={weather.asOf} />
        </span>
      )}
      <Anchor component="button" size="xs" c="var(--quiet)" onClick={() => void platform.openExternal(attribution.url)}>
        {attribution.text}
      </Anchor>
    </span>
  );
}
