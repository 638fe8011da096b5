import type { WeatherReading } from '@banrimkwae/contract/weather';

const AHEAD = 18 * 3_600_000;
const LIKELY = 0.5;

/** The first forecast of the coming hours in which rain is likely; undefined when it stays dry. */
export function nextRain(forecast: readonly WeatherReading[], now: Date): WeatherReading | undefined {
  return forecast.find(({ at, rainProbability, rainMm }) => {
    const ahead = Date.parse(at) - now.getTime();
    return ahead > 0 && ahead <= AHEAD && (rainProbability === null ? rainMm > 0 : rainProbability >= LIKELY);
  });
}
