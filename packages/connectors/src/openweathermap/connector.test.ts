import { join } from 'node:path';
import { conformance } from '@banrimkwae/connector-kit/conformance';
import { redactUrl } from '@banrimkwae/connector-kit/redact';
import { describe, expect, it } from 'vitest';
import openweathermap from './connector.ts';
import { faultOf, iconOf } from './map.ts';

conformance(openweathermap, {
  fixtures: join(import.meta.dirname, 'fixtures'),
  config: { apiKey: '0123456789abcdef0123456789abcdef' },
});

describe('OpenWeatherMap', () => {
  it.each([
    [200, 'thunderstorm'],
    [232, 'thunderstorm'],
    [301, 'rain'],
    [511, 'rain'],
    [601, 'snow'],
    [741, 'mist'],
    [800, 'clear'],
    [801, 'few_clouds'],
    [802, 'few_clouds'],
    [803, 'clouds'],
    [804, 'clouds'],
    [999, 'clouds'],
    [undefined, 'clouds'],
  ] as const)('draws code %s as %s', (code, icon) => expect(iconOf(code)).toBe(icon));

  it('asks the weather again after a block only when ten minutes are over', () => {
    const answer = { endpoint: 'current', status: 429, headers: {}, body: { cod: 429, message: 'blocked' }, text: '' };
    expect(faultOf(answer)).toMatchObject({ code: 'rate_limited', retryAfterSeconds: 600 });
  });

  it('keeps the key, which stands in the address, out of the log', () => {
    const logged = redactUrl('https://api.openweathermap.org/data/2.5/weather?lat=14.02&appid=0123456789abcdef', { names: ['appid'] });
    expect(logged).not.toContain('0123456789abcdef');
    expect(logged).toContain('lat=14.02');
  });

  it('names its source in the words of the licence', () => {
    expect(openweathermap.weather?.attribution).toEqual({
      text: 'Weather data provided by OpenWeather',
      url: 'https://openweathermap.org/',
    });
  });
});
