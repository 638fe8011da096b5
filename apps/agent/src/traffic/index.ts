export { trafficRoutes } from './routes.ts';
export { createTraffic, type TrafficRoom } from './traffic.ts';
