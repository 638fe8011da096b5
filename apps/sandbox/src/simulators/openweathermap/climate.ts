import type { Condition } from './conditions.ts';

const HOUR = 3600;
const SLOT = 3 * HOUR;

export type Sky = {
  condition: Condition;
  /** Degrees Celsius. */
  temperature: number;
  feelsLike: number;
  humidity: number;
  pressure: number;
  /** Metres a second. */
  wind: number;
  gust: number;
  direction: number;
  /** Per cent of the sky. */
  clouds: number;
  /** Millimetres an hour. */
  rain: number;
  /** 0 to 1. */
  rainChance: number;
  visibility: number;
  daylight: boolean;
};

type Nature = { rain: number; clouds: number; cools: number; visibility: number; wind: number };

const NATURE: Readonly<Record<Condition, Nature>> = {
  clear: { rain: 0, clouds: 0, cools: 0, visibility: 10_000, wind: 0 },
  fewClouds: { rain: 0, clouds: 20, cools: 0, visibility: 10_000, wind: 0 },
  brokenClouds: { rain: 0, clouds: 70, cools: 1, visibility: 10_000, wind: 0.5 },
  lightRain: { rain: 0.8, clouds: 85, cools: 2, visibility: 9000, wind: 1 },
  heavyRain: { rain: 8.4, clouds: 100, cools: 4, visibility: 4000, wind: 3 },
  thunderstorm: { rain: 14.2, clouds: 100, cools: 5, visibility: 2500, wind: 7 },
  mist: { rain: 0, clouds: 40, cools: 0, visibility: 1500, wind: -1 },
};

/** A warm country's weather at a moment, the same whenever that moment is asked about. `ordered` is what a scene wants instead. */
export function skyAt(unixSeconds: number, timezone: number, ordered?: Condition): Sky {
  const hour = ((((unixSeconds + timezone) / HOUR) % 24) + 24) % 24;
  const chance = fraction(Math.floor(unixSeconds / SLOT));
  const condition = ordered ?? usual(hour, chance);
  const nature = NATURE[condition];
  const temperature = round(28 + 5 * Math.cos(((hour - 14) / 24) * 2 * Math.PI) - nature.cools + chance, 2);
  const humidity = Math.round(Math.min(98, Math.max(45, 96 - (temperature - 23) * 4 + nature.cools * 2)));
  const wind = round(Math.max(0.3, 1.2 + chance * 2 + nature.wind), 2);
  return {
    condition,
    temperature,
    feelsLike: round(temperature + Math.max(0, (humidity - 55) * 0.08), 2),
    humidity,
    pressure: Math.round(1008 + 3 * Math.cos(((hour - 10) / 12) * 2 * Math.PI)),
    wind,
    gust: round(wind * 1.6, 2),
    direction: Math.round(chance * 359),
    clouds: nature.clouds,
    rain: round(nature.rain * (0.7 + chance * 0.6), 2),
    rainChance: nature.rain > 0 ? round(0.6 + chance * 0.4, 2) : round(chance * 0.3, 2),
    visibility: nature.visibility,
    daylight: hour >= 6.25 && hour < 18.4,
  };
}

/** Mist before sunrise, sun in the morning, showers in the afternoon. */
function usual(hour: number, chance: number): Condition {
  if (hour >= 13 && hour < 20) {
    if (chance < 0.08) return 'thunderstorm';
    if (chance < 0.2) return 'heavyRain';
    return chance < 0.45 ? 'lightRain' : 'brokenClouds';
  }
  if (hour >= 3 && hour < 7 && chance < 0.3) return 'mist';
  return chance < 0.5 ? 'clear' : 'fewClouds';
}

/** A number from 0 up to 1 that looks like chance and depends on `seed` alone. */
function fraction(seed: number): number {
  let mixed = Math.imul(seed ^ (seed >>> 15), 0x2c1b3c6d);
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
