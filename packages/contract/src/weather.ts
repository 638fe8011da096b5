import * as z from 'zod';
import { Instant } from './primitives.ts';
import { route } from './route.ts';

export const WeatherReading = z.object({
  at: Instant,
  temperatureC: z.number(),
  feelsLikeC: z.number(),
  humidityPercent: z.number(),
  windMetresPerSecond: z.number(),
  description: z.string(),
  icon: z.enum(['clear', 'few_clouds', 'clouds', 'rain', 'thunderstorm', 'mist', 'snow']),
  rainMm: z.number(),
  /** 0..1; null where the provider does not tell. */
  rainProbability: z.number().nullable(),
});
export type WeatherReading = z.infer<typeof WeatherReading>;

export const Weather = z.object({
  provider: z.string(),
  place: z.string(),
  current: WeatherReading,
  forecast: z.array(WeatherReading),
  /** When the provider said so; with `stale` true it is an old answer served during an outage. */
  asOf: Instant,
  ageSeconds: z.int(),
  stale: z.boolean(),
  attribution: z.object({ text: z.string(), url: z.string() }),
});
export type Weather = z.infer<typeof Weather>;

export const weatherContract = {
  now: route('weather.read', 'GET /weather', 'Weather at the resort')
    .input(z.object({ language: z.enum(['en', 'th']).default('en') }))
    .output(Weather),
};
