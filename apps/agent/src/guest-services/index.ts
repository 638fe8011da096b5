export { createExchangeRates, type ExchangeRates } from './exchange-rates.ts';
export { fxRoutes } from './fx-routes.ts';
export { createGuestServices, type GuestServices } from './guest-services.ts';
export { weatherRoutes } from './routes.ts';
