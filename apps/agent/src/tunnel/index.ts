export { isLineUp, type Witness } from './line.ts';
export { tunnelRoutes } from './routes.ts';
export { createTunnel, type Tunnel } from './tunnel.ts';
export { readTunnelStanding } from './tunnel-standing.ts';
export { rotateTunnelSecrets } from './tunnel-table.ts';
