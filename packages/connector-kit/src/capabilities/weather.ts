import type { WeatherReading } from '@banrimkwae/contract/weather';
import type { Operation } from '../operation.ts';

export type { WeatherReading } from '@banrimkwae/contract/weather';

export type WeatherProvider = {
  attribution: { text: string; url: string };
  current: Operation<Place, WeatherAnswer<WeatherReading>>;
  forecast: Operation<Place, WeatherAnswer<readonly WeatherReading[]>>;
};

export type Place = { latitude: number; longitude: number; language: 'en' | 'th' };
/** `ageSeconds` and `stale` as the gateway's answer had them. */
export type WeatherAnswer<Value> = { value: Value; ageSeconds: number; stale: boolean };
