import { api } from '../access/index.ts';
import type { GuestServices } from './guest-services.ts';

export function weatherRoutes(room: GuestServices) {
  return { now: api.weather.now.handler(({ input }) => room.weather(input)) };
}
