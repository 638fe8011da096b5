import type { Request, RequestHandler, Response } from 'express';
import express from 'express';
import { z } from 'zod';
import type { Simulator, SimulatorWorld } from '../../simulator.ts';
import { currentWeather, forecast, type Order, type Question } from './answers.ts';
import type { Condition } from './conditions.ts';
import { OPENWEATHERMAP_PRACTICE, type OpenWeatherMapSettings } from './settings.ts';

const MOST_ENTRIES = 40;

/** `cod` is a number for what the account may not, text for what was asked wrongly, as the provider has it. */
const ERRORS = {
  key: { cod: 401, message: 'Invalid API key. Please see https://openweathermap.org/faq#error401 for more info.' },
  blocked: { cod: 429, message: 'Your account is temporary blocked due to exceeding of requests limitation of your subscription type.' },
  nowhere: { cod: '400', message: 'Nothing to geocode' },
  latitude: { cod: '400', message: 'wrong latitude' },
  longitude: { cod: '400', message: 'wrong longitude' },
  count: { cod: '400', message: 'cnt from 1 to 40' },
  format: { cod: '400', message: 'only JSON is played here' },
  path: { cod: '404', message: 'Internal error' },
} as const;

const query = z.object({
  lat: z.string().optional(),
  lon: z.string().optional(),
  units: z.enum(['standard', 'metric', 'imperial']).catch('standard'),
  lang: z.string().catch('en'),
  mode: z.string().optional(),
  cnt: z.coerce.number().int().min(1).max(MOST_ENTRIES).optional(),
});

const orderInput = z.strictObject({ hours: z.number().min(1).max(120).default(3) }).default({ hours: 3 });

/** OpenWeatherMap's current weather and five-day forecast for one account. Host: `api` (api.openweathermap.org). */
export function openWeatherMapSimulator(world: SimulatorWorld, settings: OpenWeatherMapSettings = OPENWEATHERMAP_PRACTICE): Simulator {
  let order: Order | undefined;
  let minute = { number: 0, calls: 0 };
  const unixSeconds = () => world.now().getTime() / 1000;
  const moment = () => ({ settings, now: unixSeconds(), order });
  const arrange = (condition: Condition) => (input: unknown) => {
    order = { condition, until: unixSeconds() + orderInput.parse(input).hours * 3600 };
    return { condition, until: new Date(order.until * 1000).toISOString() };
  };
  const limit: RequestHandler = (_request, response, next) => {
    const number = Math.floor(unixSeconds() / 60);
    minute = { number, calls: minute.number === number ? minute.calls + 1 : 1 };
    if (minute.calls > settings.callsPerMinute) return refuse(response, 'blocked');
    next();
  };

  const router = express.Router();
  router.use(requireKey(settings.apiKey), limit);
  router.get('/data/2.5/weather', (request, response) => {
    const asked = readQuestion(request, response);
    if (asked) response.json(currentWeather(moment(), asked));
  });
  router.get('/data/2.5/forecast', (request, response) => {
    const asked = readQuestion(request, response);
    if (asked) response.json(forecast(moment(), asked, asked.count));
  });
  router.use((_request, response) => refuse(response, 'path'));
  return {
    id: 'openweathermap',
    hosts: { api: router },
    scenes: {
      storm: arrange('thunderstorm'),
      clearSky: arrange('clear'),
      usualWeather: () => {
        order = undefined;
        return {};
      },
    },
    state: () => ({ order, callsThisMinute: minute.calls, current: currentWeather(moment(), RESORT) }),
    reset: () => {
      order = undefined;
      minute = { number: 0, calls: 0 };
    },
    errorBody: (status) => ({
      contentType: 'application/json',
      body: JSON.stringify(FAULTS[status] ?? { cod: status, message: 'Internal error' }),
    }),
  };
}

const RESORT: Question = { latitude: 14.02, longitude: 99.53, units: 'metric', language: 'en' };
const FAULTS: Record<number, (typeof ERRORS)[keyof typeof ERRORS]> = { 401: ERRORS.key, 429: ERRORS.blocked, 400: ERRORS.nowhere };

function requireKey(apiKey: string): RequestHandler {
  return (request, response, next) => (request.query.appid === apiKey ? next() : refuse(response, 'key'));
}

/** What is asked, or undefined once the refusal has been answered. */
function readQuestion(request: Request, response: Response): (Question & { count: number }) | undefined {
  const given = query.safeParse(request.query);
  if (!given.success) return refuse(response, 'count');
  const { lat, lon, units, lang, mode = 'json', cnt = MOST_ENTRIES } = given.data;
  if (mode !== 'json') return refuse(response, 'format');
  if (!lat || !lon) return refuse(response, 'nowhere');
  const [latitude, longitude] = [Number(lat), Number(lon)];
  if (!(Math.abs(latitude) <= 90)) return refuse(response, 'latitude');
  if (!(Math.abs(longitude) <= 180)) return refuse(response, 'longitude');
  return { latitude, longitude, units, language: lang, count: cnt };
}

function refuse(response: Response, reason: keyof typeof ERRORS): undefined {
  const error = ERRORS[reason];
  response.status(Number(error.cod)).json(error);
}
