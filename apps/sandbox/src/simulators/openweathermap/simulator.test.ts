import type { AddressInfo } from 'node:net';
import express from 'express';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { OPENWEATHERMAP_PRACTICE } from './settings.ts';
import { openWeatherMapSimulator } from './simulator.ts';

const KEY = OPENWEATHERMAP_PRACTICE.apiKey;
const HERE = { lat: '14.02', lon: '99.53', appid: KEY };
/** A Friday, 10:15 in Thailand. */
const START = Date.parse('2026-11-20T03:15:00Z');

async function open(settings = OPENWEATHERMAP_PRACTICE) {
  const time = { now: START };
  const simulator = openWeatherMapSimulator(
    { now: () => new Date(time.now), id: () => 'id', random: () => 0, deliver: () => undefined, later: () => undefined },
    settings,
  );
  const app = express();
  app.use('/api', simulator.hosts.api as express.Router);
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const get = async (path: string, query: Record<string, string>) => {
    const answer = await fetch(`http://127.0.0.1:${port}/api${path}?${new URLSearchParams(query)}`);
    return { status: answer.status, body: (await answer.json()) as Record<string, never> };
  };
  return {
    simulator,
    time,
    get,
    weather: (query = {}) => get('/data/2.5/weather', { ...HERE, ...query }),
    forecast: (query = {}) => get('/data/2.5/forecast', { ...HERE, ...query }),
  };
}

describe('OpenWeatherMap simulator', () => {
  let sandbox: Awaited<ReturnType<typeof open>>;
  beforeEach(async () => {
    sandbox = await open();
  });

  it.each(['/data/2.5/weather', '/data/2.5/forecast'])('refuses %s without the key, or with another', async (path) => {
    for (const appid of ['', 'another-key'])
      expect(await sandbox.get(path, { ...HERE, appid })).toEqual({
        status: 401,
        body: { cod: 401, message: expect.stringContaining('Invalid API key') },
      });
  });

  it.each([
    [{ lat: '' }, 'Nothing to geocode'],
    [{ lon: '' }, 'Nothing to geocode'],
    [{ lat: '91' }, 'wrong latitude'],
    [{ lat: 'north' }, 'wrong latitude'],
    [{ lon: '-181' }, 'wrong longitude'],
    [{ mode: 'xml' }, 'only JSON is played here'],
    [{ cnt: '41' }, 'cnt from 1 to 40'],
  ])('refuses %o', async (query, message) => {
    expect(await sandbox.forecast(query)).toEqual({ status: 400, body: { cod: '400', message } });
  });

  it('knows no other path', async () => {
    expect(await sandbox.get('/data/2.5/onecall', HERE)).toEqual({ status: 404, body: { cod: '404', message: 'Internal error' } });
  });

  it('tells the weather now, in the documented form', async () => {
    const { status, body } = await sandbox.weather({ units: 'metric' });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      coord: { lat: 14.02, lon: 99.53 },
      weather: [
        { id: expect.any(Number), main: expect.any(String), description: expect.any(String), icon: expect.stringMatching(/^\d\dd$/) },
      ],
      dt: Date.parse('2026-11-20T03:10:00Z') / 1000,
      sys: { country: 'TH', sunrise: Date.parse('2026-11-19T23:15:00Z') / 1000 },
      timezone: 25_200,
      name: 'Kanchanaburi',
      cod: 200,
    });
    const { temp, humidity } = body.main as unknown as { temp: number; humidity: number };
    expect(temp).toBeGreaterThan(20);
    expect(temp).toBeLessThan(40);
    expect(humidity).toBeGreaterThanOrEqual(45);
  });

  it('answers the same to the same moment, in the units and language asked for', async () => {
    const [metric, again, kelvin, imperial, thai] = await Promise.all(
      [{ units: 'metric' }, { units: 'metric' }, {}, { units: 'imperial' }, { lang: 'th' }].map(
        async (query) =>
          (await sandbox.weather(query)).body as never as {
            main: { temp: number };
            wind: { speed: number };
            weather: { description: string }[];
          },
      ),
    );
    expect(again).toEqual(metric);
    const celsius = metric?.main.temp ?? 0;
    expect(kelvin?.main.temp).toBeCloseTo(celsius + 273.15, 1);
    expect(imperial?.main.temp).toBeCloseTo(celsius * 1.8 + 32, 1);
    expect(imperial?.wind.speed).toBeGreaterThan(metric?.wind.speed ?? 0);
    expect(thai?.weather[0]?.description).toMatch(/[ก-๙]/);
  });

  it('foretells five days in steps of three hours', async () => {
    const { body } = await sandbox.forecast({ units: 'metric' });
    const { cod, cnt, list, city } = body as never as {
      cod: string;
      cnt: number;
      list: { dt: number; dt_txt: string; pop: number; rain?: object; sys: { pod: string } }[];
      city: object;
    };
    expect([cod, cnt, list.length]).toEqual(['200', 40, 40]);
    expect(list[0]).toMatchObject({ dt_txt: '2026-11-20 06:00:00', sys: { pod: 'd' } });
    expect(new Set(list.slice(1).map(({ dt }, index) => dt - (list[index]?.dt ?? 0)))).toEqual(new Set([10_800]));
    expect(list.every(({ pop }) => pop >= 0 && pop <= 1)).toBe(true);
    expect(list.some(({ rain }) => rain) && list.some(({ rain }) => !rain), 'some of it wet, some dry').toBe(true);
    expect(city).toMatchObject({ country: 'TH', timezone: 25_200 });
    expect((await sandbox.forecast({ cnt: '2' })).body).toMatchObject({ cnt: 2, list: { length: 2 } });
  });

  it('plays a storm for as long as it was ordered, and a clear sky', async () => {
    const { simulator, time, weather } = sandbox;
    simulator.scenes.storm?.({ hours: 2 });
    expect((await weather()).body).toMatchObject({ weather: [{ id: 211 }], rain: { '1h': expect.any(Number) } });
    time.now += 3 * 3_600_000;
    expect((await weather()).body).not.toMatchObject({ weather: [{ id: 211 }] });
    simulator.scenes.clearSky?.(undefined);
    expect((await weather()).body).toMatchObject({ weather: [{ id: 800 }] });
    expect((await weather()).body).not.toHaveProperty('rain');
    expect(simulator.state()).toMatchObject({ order: { condition: 'clear' }, current: { cod: 200 } });
    simulator.scenes.usualWeather?.(undefined);
    expect(simulator.state()).toMatchObject({ order: undefined });
    expect(() => simulator.scenes.storm?.({ hours: 0 })).toThrow();
  });

  it('blocks an account that asks too often, for the rest of the minute', async () => {
    const { weather, time, simulator } = await open({ ...OPENWEATHERMAP_PRACTICE, callsPerMinute: 1 });
    expect((await weather()).status).toBe(200);
    expect(await weather()).toMatchObject({ status: 429, body: { cod: 429 } });
    simulator.reset();
    expect((await weather()).status).toBe(200);
    time.now += 60_000;
    expect((await weather()).status).toBe(200);
  });

  it('has the provider’s form for faults that are ordered', () => {
    expect(JSON.parse(sandbox.simulator.errorBody(503).body)).toEqual({ cod: 503, message: 'Internal error' });
    expect(JSON.parse(sandbox.simulator.errorBody(429).body)).toMatchObject({ cod: 429 });
  });
});
