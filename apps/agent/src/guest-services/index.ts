export { createGuestServices, type GuestServices } from './guest-services.ts';
export { weatherRoutes } from './routes.ts';
