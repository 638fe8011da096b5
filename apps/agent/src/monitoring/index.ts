export { createMonitoring, type SystemRoom } from './monitoring.ts';
export { systemRoutes } from './routes.ts';
