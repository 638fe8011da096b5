import * as z from 'zod';

/** Parts of an answer are missing where there is nothing of them. https://openweathermap.org/current */
const Observation = z.object({
  /** Unix seconds. */
  dt: z.number(),
  weather: z.array(z.object({ id: z.number(), description: z.string() })),
  main: z.object({ temp: z.number(), feels_like: z.number(), humidity: z.number() }),
  wind: z.object({ speed: z.number() }).optional(),
});

export const CurrentWeather = Observation.extend({
  name: z.string(),
  rain: z.object({ '1h': z.number().optional() }).optional(),
});

const ForecastEntry = Observation.extend({
  pop: z.number().optional(),
  rain: z.object({ '3h': z.number().optional() }).optional(),
});
export const Forecast = z.object({ list: z.array(ForecastEntry) });

export type CurrentWeather = z.infer<typeof CurrentWeather>;
export type ForecastEntry = z.infer<typeof ForecastEntry>;
export type Observation = z.infer<typeof Observation>;

/** `cod` is a number in some errors and text in others. */
export const ErrorBody = z.object({ cod: z.union([z.number(), z.string()]), message: z.string() });
