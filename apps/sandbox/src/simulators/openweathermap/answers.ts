import { type Sky, skyAt } from './climate.ts';
import { CONDITIONS, type Condition } from './conditions.ts';
import type { OpenWeatherMapSettings } from './settings.ts';

export type Units = 'standard' | 'metric' | 'imperial';
export type Question = { latitude: number; longitude: number; units: Units; language: string };

/** Weather ordered by a scene, and until when (Unix seconds). */
export type Order = { condition: Condition; until: number };
type Moment = { settings: OpenWeatherMapSettings; now: number; order: Order | undefined };

const DAY = 86_400;
const STEP = 3 * 3600;
const SUNRISE = 6.25 * 3600;
const SUNSET = 18.4 * 3600;

/** `GET /data/2.5/weather`; parts are absent where there is nothing of them. https://openweathermap.org/current */
export function currentWeather(moment: Moment, question: Question) {
  const { settings, now } = moment;
  // Observations are renewed every ten minutes.
  const observed = Math.floor(now / 600) * 600;
  const sky = skyOf(moment, observed);
  return {
    coord: { lon: question.longitude, lat: question.latitude },
    weather: [conditionOf(sky, question.language)],
    base: 'stations',
    main: mainOf(sky, question.units),
    visibility: sky.visibility,
    wind: windOf(sky, question.units),
    ...(sky.rain > 0 ? { rain: { '1h': sky.rain } } : {}),
    clouds: { all: sky.clouds },
    dt: observed,
    sys: { type: 1, id: 9246, country: settings.city.country, ...sunOf(settings, now) },
    timezone: settings.timezone,
    id: settings.city.id,
    name: settings.city.name,
    cod: 200,
  };
}

/** `GET /data/2.5/forecast`; here `cod` is text. https://openweathermap.org/forecast5 */
export function forecast(moment: Moment, question: Question, count: number) {
  const { settings, now } = moment;
  const first = Math.ceil(now / STEP) * STEP;
  const list = Array.from({ length: count }, (_, index) => forecastEntry(moment, question, first + index * STEP));
  const { id, name, country, population } = settings.city;
  const coord = { lat: question.latitude, lon: question.longitude };
  const city = { id, name, coord, country, population, timezone: settings.timezone, ...sunOf(settings, now) };
  return { cod: '200', message: 0, cnt: list.length, list, city };
}

function forecastEntry(moment: Moment, { units, language }: Question, at: number) {
  const sky = skyOf(moment, at);
  return {
    dt: at,
    main: { ...mainOf(sky, units), temp_kf: 0 },
    weather: [conditionOf(sky, language)],
    clouds: { all: sky.clouds },
    wind: windOf(sky, units),
    visibility: sky.visibility,
    pop: sky.rainChance,
    ...(sky.rain > 0 ? { rain: { '3h': Number((sky.rain * 3).toFixed(2)) } } : {}),
    sys: { pod: sky.daylight ? 'd' : 'n' },
    dt_txt: new Date(at * 1000).toISOString().slice(0, 19).replace('T', ' '),
  };
}

function skyOf({ settings, order }: Moment, at: number): Sky {
  return skyAt(at, settings.timezone, order && at < order.until ? order.condition : undefined);
}

function conditionOf(sky: Sky, language: string) {
  const { id, main, icon, en, th } = CONDITIONS[sky.condition];
  return { id, main, description: language === 'th' ? th : en, icon: `${icon}${sky.daylight ? 'd' : 'n'}` };
}

function mainOf(sky: Sky, units: Units) {
  const temp = degrees(sky.temperature, units);
  return {
    temp,
    feels_like: degrees(sky.feelsLike, units),
    temp_min: temp,
    temp_max: temp,
    pressure: sky.pressure,
    humidity: sky.humidity,
    sea_level: sky.pressure,
    grnd_level: sky.pressure - 5,
  };
}

function windOf(sky: Sky, units: Units) {
  const speed = (metres: number) => Number((units === 'imperial' ? metres * 2.236_936 : metres).toFixed(2));
  return { speed: speed(sky.wind), deg: sky.direction, gust: speed(sky.gust) };
}

/** Kelvin unless asked otherwise. */
function degrees(celsius: number, units: Units): number {
  const value = { standard: celsius + 273.15, metric: celsius, imperial: celsius * 1.8 + 32 }[units];
  return Number(value.toFixed(2));
}

function sunOf({ timezone }: OpenWeatherMapSettings, now: number): { sunrise: number; sunset: number } {
  const midnight = Math.floor((now + timezone) / DAY) * DAY - timezone;
  return { sunrise: midnight + SUNRISE, sunset: midnight + SUNSET };
}
