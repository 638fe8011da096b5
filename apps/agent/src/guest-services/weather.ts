import type { Place, WeatherAnswer, WeatherProvider } from '@banrimkwae/connector-kit/capabilities/weather';
import { AppError } from '@banrimkwae/contract/errors';
import type { Weather, WeatherReading } from '@banrimkwae/contract/weather';
import type { GuestServicesGround } from './ground.ts';

type Forecast = WeatherAnswer<readonly WeatherReading[]>;

/**
 * Weather at the resort. Without a forecast the weather now is still told; without the weather now this throws what the provider's
 * failure was. `asOf` and `ageSeconds` are those of the weather now, or of the forecast when that is the old one.
 */
export async function weatherAtResort(ground: GuestServicesGround, language: Place['language']): Promise<Weather> {
  const { id, weather } = weatherProvider(ground);
  const resort = ground.resort();
  const place: Place = { latitude: resort.latitude, longitude: resort.longitude, language };
  const [current, forecast] = await Promise.all([
    ground.providers.run(id, weather.current, place),
    ground.providers.run(id, weather.forecast, place).catch(withoutForecast),
  ]);
  const now = ground.clock.now().getTime();
  const stale = current.stale || forecast.stale;
  const ageSeconds = Math.round(forecast.stale ? Math.max(current.ageSeconds, forecast.ageSeconds) : current.ageSeconds);
  return {
    provider: id,
    place: resort.name[language],
    current: current.value,
    // An answer of before may begin with hours that are over.
    forecast: forecast.value.filter(({ at }) => Date.parse(at) > now),
    asOf: new Date(now - ageSeconds * 1000).toISOString(),
    ageSeconds,
    stale,
    attribution: weather.attribution,
  };
}

function weatherProvider({ providers }: GuestServicesGround): { id: string; weather: WeatherProvider } {
  for (const { id, connector } of providers.ready('weather')) if (connector.weather) return { id, weather: connector.weather };
  throw new AppError('provider_not_configured', { message: 'No weather provider is ready.' });
}

function withoutForecast(fault: unknown): Forecast {
  if (!(fault instanceof AppError)) throw fault;
  return { value: [], ageSeconds: 0, stale: false };
}
