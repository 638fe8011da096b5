import type { Weather } from '@banrimkwae/contract/weather';
import type { GuestServicesGround } from './ground.ts';
import { weatherAtResort } from './weather.ts';

export type GuestServices = { weather: (asked: { language: 'en' | 'th' }) => Promise<Weather> };

/** The guest services room: what the desk tells guests about the world around. */
export function createGuestServices(ground: GuestServicesGround): GuestServices {
  return { weather: ({ language }) => weatherAtResort(ground, language) };
}
