import type { Place, WeatherProvider } from '@banrimkwae/connector-kit/capabilities/weather';
import { connector } from '@banrimkwae/connector-kit/connector';
import { manifest } from './manifest.ts';
import { currentFrom, faultOf, forecastFrom } from './map.ts';
import { CurrentWeather, Forecast } from './schemas.ts';

/** Two decimals are about a kilometre, which is finer than the weather; the same place then always has the same address in the cache. */
const queryOf = ({ latitude, longitude, language }: Place) => ({
  lat: latitude.toFixed(2),
  lon: longitude.toFixed(2),
  units: 'metric',
  lang: language,
});

const weather: WeatherProvider = {
  // What the licence of the plans up to Professional asks to be shown. https://openweathermap.org/price
  attribution: { text: 'Weather data provided by OpenWeather', url: 'https://openweathermap.org/' },
  current: async (context, place) => {
    const { body, ageSeconds, stale } = await context.call('current', { query: queryOf(place) }, CurrentWeather);
    return { value: currentFrom(body), ageSeconds, stale };
  },
  forecast: async (context, place) => {
    const { body, ageSeconds, stale } = await context.call('forecast', { query: queryOf(place) }, Forecast);
    return { value: body.list.map(forecastFrom), ageSeconds, stale };
  },
};

const BANGKOK: Place = { latitude: 13.75, longitude: 100.5, language: 'en' };

export default connector({
  manifest,
  weather,
  fault: faultOf,
  testConnection: async (context) => {
    const { body } = await context.call('connection_test', { query: queryOf(BANGKOK) }, CurrentWeather);
    return { message: `${body.name}: ${Math.round(body.main.temp)} °C` };
  },
});
