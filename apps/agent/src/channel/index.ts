export { type ChannelRoom, createChannel } from './channel.ts';
export type { Resort } from './ground.ts';
export { channelRoutes } from './routes.ts';
