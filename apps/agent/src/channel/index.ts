export { type ChannelRoom, createChannel } from './channel.ts';
export { channelRoutes } from './routes.ts';
