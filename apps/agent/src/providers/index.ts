export { baseAddressOf, createProviderTable, type ProviderTable, seedProviders } from './provider-table.ts';
export { createProviders, type ProviderDirectory } from './providers.ts';
export { createProvidersRoom, type ProvidersRoom } from './providers-room.ts';
export { rotateCredentials } from './rotate-key.ts';
export { providersRoutes } from './routes.ts';
export { testConnection } from './try-connection.ts';
export { webhookAddress } from './webhook-address.ts';
