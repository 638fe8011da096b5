import type { WeatherReading } from '@banrimkwae/connector-kit/capabilities/weather';
import type { ProviderAnswer, ProviderFault } from '@banrimkwae/connector-kit/connector';
import { type CurrentWeather, ErrorBody, type ForecastEntry, type Observation } from './schemas.ts';

/** After a block for too many calls the documentation asks for ten minutes of silence. https://openweathermap.org/appid */
const BLOCKED_SECONDS = 600;

export function currentFrom(current: CurrentWeather): WeatherReading {
  return { ...readingFrom(current), rainMm: current.rain?.['1h'] ?? 0, rainProbability: null };
}

export function forecastFrom(entry: ForecastEntry): WeatherReading {
  return { ...readingFrom(entry), rainMm: entry.rain?.['3h'] ?? 0, rainProbability: entry.pop ?? null };
}

function readingFrom({ dt, main, wind, weather: [condition] }: Observation): Omit<WeatherReading, 'rainMm' | 'rainProbability'> {
  return {
    at: new Date(dt * 1000).toISOString(),
    temperatureC: main.temp,
    feelsLikeC: main.feels_like,
    humidityPercent: main.humidity,
    windMetresPerSecond: wind?.speed ?? 0,
    description: condition?.description ?? '',
    icon: iconOf(condition?.id),
  };
}

/** Groups of codes: https://openweathermap.org/weather-conditions . Up to half the sky covered are few clouds; a code we do not know is clouds. */
export function iconOf(code: number | undefined): WeatherReading['icon'] {
  const group = Math.floor((code ?? 0) / 100);
  if (group === 2) return 'thunderstorm';
  if (group === 3 || group === 5) return 'rain';
  if (group === 6) return 'snow';
  if (group === 7) return 'mist';
  if (code === 800) return 'clear';
  return code === 801 || code === 802 ? 'few_clouds' : 'clouds';
}

/** https://openweathermap.org/faq#error401 : a key also fails while it is new, and for a product outside its plan. */
export function faultOf({ status, body }: ProviderAnswer): ProviderFault | undefined {
  if (status < 400) return undefined;
  const parsed = ErrorBody.safeParse(body);
  const message = parsed.success ? parsed.data.message : `HTTP ${status}`;
  const providerCode = parsed.success ? { providerCode: String(parsed.data.cod) } : {};
  if (status === 401)
    return { code: 'provider_credentials', message: `${message} A new key works only after up to two hours.`, ...providerCode };
  if (status === 429) return { code: 'rate_limited', message, retryAfterSeconds: BLOCKED_SECONDS, ...providerCode };
  return { code: status >= 500 ? 'provider_failed' : 'provider_rejected', message, ...providerCode };
}
