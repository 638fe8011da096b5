export { createGateway, type GatewayDeps } from './gateway.ts';
export type { Breakers, BreakerView, CallableEndpoint, CallableProvider, Gateway, GatewayCall, Trace } from './port.ts';
