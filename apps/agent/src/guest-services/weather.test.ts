import type { AddressInfo } from 'node:net';
import { connectors } from '@banrimkwae/connectors';
import type { Resort } from '@banrimkwae/contract/system';
import { call } from '@orpc/server';
import express from 'express';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openWeatherMapSimulator } from '../../../sandbox/src/simulators/openweathermap/simulator.ts';
import type { RequestContext } from '../access/index.ts';
import { aProvider, openGateway } from '../gateway/gateway-rig.ts';
import type { Providers } from '../providers/port.ts';
import { createGuestServices, weatherRoutes } from './index.ts';

const RESORT: Resort = {
  name: { en: 'Banrimkwae Resort', th: 'บ้านริมแคว รีสอร์ท' },
  address: 'Kanchanaburi',
  latitude: 14.0227,
  longitude: 99.5328,
  timeZone: 'Asia/Bangkok',
  currency: 'THB',
  languages: ['th', 'en'],
};
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The room, the real connector and the real gateway before the practice weather. `outage` closes paths of it. */
async function openRoom() {
  const connector = connectors.get('openweathermap');
  if (!connector) throw new Error('There is no OpenWeatherMap connector');
  const { manifest } = connector;
  const time = { now: Date.parse('2026-11-20T03:15:00Z') };
  const clock = { now: () => new Date(time.now) };
  const simulator = openWeatherMapSimulator({
    ...clock,
    id: () => 'id',
    random: () => 0,
    deliver: () => undefined,
    later: () => undefined,
  });
  const outage = new Set<string>();
  const asked: string[] = [];
  const app = express();
  app.use((request, response, next) => {
    asked.push(request.path);
    if (outage.has(request.path)) return void response.status(503).json({ cod: 503, message: 'Internal error' });
    next();
  }, simulator.hosts.api as express.Router);
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = aProvider({
    url,
    id: manifest.id,
    manifest,
    connector,
    endpoints: manifest.endpoints,
    config: manifest.practice.values,
  });
  const { gateway, rows } = openGateway({ clock, wait: async () => undefined });
  const state = { ready: true };
  const run: Providers['run'] = (_id, operation, input) =>
    operation(
      {
        config: provider.config,
        now: clock.now,
        newId: () => 'id',
        call: (endpoint, request, schema) => gateway.call({ provider, endpoint, request, schema, trace: {} }),
      },
      input,
    );
  const ready: Providers['ready'] = () => (state.ready ? [{ id: manifest.id, name: manifest.name, connector }] : []);
  const room = createGuestServices({ providers: { ready, run }, clock, resort: () => RESORT });
  return { room, simulator, time, outage, asked, rows, state, provider };
}

const NOW = '/data/2.5/weather';
const FORECAST = '/data/2.5/forecast';
const en = { language: 'en' } as const;

describe('weather at the resort', () => {
  it('tells the weather now and for five days, where it is from and that it is fresh', async () => {
    const { room, simulator } = await openRoom();
    simulator.scenes.storm?.({ hours: 1 });
    const weather = await room.weather(en);
    expect(weather).toMatchObject({
      provider: 'openweathermap',
      place: 'Banrimkwae Resort',
      current: { icon: 'thunderstorm', description: 'thunderstorm', at: '2026-11-20T03:10:00.000Z', rainProbability: null },
      asOf: '2026-11-20T03:15:00.000Z',
      ageSeconds: 0,
      stale: false,
      attribution: { text: 'Weather data provided by OpenWeather', url: 'https://openweathermap.org/' },
    });
    expect(weather.current.rainMm).toBeGreaterThan(0);
    expect(weather.forecast).toHaveLength(40);
    expect(weather.forecast[0]?.at).toBe('2026-11-20T06:00:00.000Z');
  });

  it('tells it in Thai', async () => {
    const { room } = await openRoom();
    const { place, current } = await room.weather({ language: 'th' });
    expect(place).toBe('บ้านริมแคว รีสอร์ท');
    expect(current.description).toMatch(/[ก-๙]/);
  });

  it('asks for the weather every ten minutes and for the forecast every hour at most, and tells the age', async () => {
    const { room, time, asked } = await openRoom();
    await room.weather(en);
    time.now += 5 * MINUTE;
    expect(await room.weather(en)).toMatchObject({ ageSeconds: 300, asOf: '2026-11-20T03:15:00.000Z', stale: false });
    expect(asked).toEqual([NOW, FORECAST]);
    time.now += 6 * MINUTE;
    expect(await room.weather(en)).toMatchObject({ ageSeconds: 0, asOf: '2026-11-20T03:26:00.000Z', stale: false });
    expect(asked).toEqual([NOW, FORECAST, NOW]);
  });

  it('serves an old answer during an outage, says so, and leaves out the hours that are over', async () => {
    const { room, time, outage } = await openRoom();
    await room.weather(en);
    outage.add(NOW).add(FORECAST);
    time.now += 4 * HOUR;
    const weather = await room.weather(en);
    expect(weather).toMatchObject({ stale: true, ageSeconds: 4 * 3600, asOf: '2026-11-20T03:15:00.000Z' });
    expect(weather.forecast[0]?.at).toBe('2026-11-20T09:00:00.000Z');
  });

  it('is stale with the forecast alone, at the age of the forecast', async () => {
    const { room, time, outage } = await openRoom();
    await room.weather(en);
    outage.add(FORECAST);
    time.now += 2 * HOUR;
    expect(await room.weather(en)).toMatchObject({ stale: true, ageSeconds: 2 * 3600, asOf: '2026-11-20T03:15:00.000Z' });
  });

  it('tells the weather now without a forecast', async () => {
    const { room, outage } = await openRoom();
    outage.add(FORECAST);
    expect(await room.weather(en)).toMatchObject({ stale: false, ageSeconds: 0, forecast: [] });
  });

  it('is an error when nothing is known, or what is known is too old', async () => {
    const { room, time, outage } = await openRoom();
    outage.add(NOW);
    await expect(room.weather(en)).rejects.toMatchObject({ code: 'provider_failed' });
    outage.clear();
    await room.weather(en);
    outage.add(NOW);
    time.now += 7 * HOUR;
    await expect(room.weather(en)).rejects.toMatchObject({ code: 'provider_failed' });
  });

  it('is an error without a provider that is ready', async () => {
    const { room, state } = await openRoom();
    state.ready = false;
    await expect(room.weather(en)).rejects.toMatchObject({ code: 'provider_not_configured' });
  });

  it('hides no mistake of ours behind an empty forecast', async () => {
    const connector = connectors.get('openweathermap');
    if (!connector) throw new Error('There is no OpenWeatherMap connector');
    const room = createGuestServices({
      providers: {
        ready: () => [{ id: 'acme', name: 'Acme', connector }],
        run: async (_id, operation) => {
          if (operation === (connector.weather?.forecast as unknown)) throw new TypeError('a mistake of ours');
          return { value: {}, ageSeconds: 0, stale: false } as never;
        },
      },
      clock: { now: () => new Date(0) },
      resort: () => RESORT,
    });
    await expect(room.weather(en)).rejects.toThrow('a mistake of ours');
  });

  it('writes no key into the log of calls', async () => {
    const { room, rows, provider } = await openRoom();
    await room.weather(en);
    expect(rows).toHaveLength(2);
    expect(JSON.stringify(rows)).not.toContain(String(provider.config.apiKey));
  });

  it('answers the route in the form of the contract', async () => {
    const { room } = await openRoom();
    const context: RequestContext = {
      requestId: 'req_1',
      remoteAddress: '127.0.0.1',
      browser: false,
      caller: { actor: { id: 'op_1', name: 'Reception' }, permissions: ['weather.read'] },
      token: undefined,
      setSessionCookie: () => undefined,
      clearSessionCookie: () => undefined,
    };
    expect(await call(weatherRoutes(room).now, {}, { context })).toMatchObject({ place: 'Banrimkwae Resort', stale: false });
  });
});
