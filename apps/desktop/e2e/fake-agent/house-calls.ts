import { fake, found, matches, pageOf, refuse } from './ground.ts';
import { config, detailOf } from './providers.ts';
import { roomTypes } from './rooms.ts';
import { setupCalls } from './setup-calls.ts';

const { providers, channel } = fake;
const passed = { success: true, message: 'The provider accepts our keys.', error: null, hint: null, durationMs: 312 };

export const providerCalls = {
  list: providers.list.handler(({ context: { world } }) => world.providers),
  get: providers.get.handler(({ input, context: { world } }) => detailOf(found(world.providers, input.id), world)),
  metrics: providers.metrics.handler(() => []),
  test: providers.test.handler(({ input, context: { world } }) =>
    found(world.providers, input.id).health.state === 'down'
      ? {
          success: false,
          message: 'The test failed.',
          error: 'The provider did not answer in time.',
          hint: 'Wait a moment and test again.',
          durationMs: 30_000,
        }
      : passed,
  ),
  config: providers.config.handler(() => config),
  configure: providers.configure.handler(() => config),
  setStatus: providers.setStatus.handler(({ input, context: { world } }) => {
    const provider = found(world.providers, input.id);
    Object.assign(provider, { status: input.status });
    provider.health.state = input.status === 'active' ? 'working' : 'paused';
    return provider;
  }),
  setBreaker: providers.setBreaker.handler(({ input, context: { world } }) => {
    const endpoint = world.endpoints.find(({ name }) => name === input.endpoint) ?? refuse('not_found');
    Object.assign(endpoint.breaker, {
      state: input.action === 'open' ? 'open' : 'closed',
      reason: input.action === 'reset' ? null : input.reason,
    });
    return endpoint;
  }),
  setEndpoint: providers.setEndpoint.handler(({ input, context: { world } }) => {
    const endpoint = world.endpoints.find(({ name }) => name === input.endpoint) ?? refuse('not_found');
    const { id: _id, endpoint: _endpoint, ...settings } = input;
    return Object.assign(endpoint, settings);
  }),
  ...setupCalls,
  testWebhook: providers.testWebhook.handler(() => passed),
};

export const channelCalls = {
  rooms: channel.rooms.handler(() => roomTypes),
  inventory: channel.inventory.handler(({ input, context: { world } }) =>
    world.inventory.filter(({ day }) => day >= input.from && day <= input.to),
  ),
  setInventory: channel.setInventory.handler(({ input, context: { world, publish } }) => {
    for (const cell of input.cells) {
      const known = world.inventory.find(({ roomTypeId, day }) => roomTypeId === cell.roomTypeId && day === cell.day);
      if (known) Object.assign(known, cell);
    }
    publish({ type: 'channel_changed', provider_id: 'booking-com' });
    return { changed: input.cells.length };
  }),
  status: channel.status.handler(({ context: { world } }) => world.channels),
  mappings: channel.mappings.handler(() => ({
    mappings: [{ roomTypeId: 'river', channelRoomId: '401', channelRateId: '9001' }],
    channelRooms: [
      {
        roomId: '401',
        roomName: 'Villa with river view',
        rates: [
          { rateId: '9001', rateName: 'Standard' },
          { rateId: '9002', rateName: 'Non-refundable' },
        ],
      },
      { roomId: '501', roomName: 'Double room', rates: [{ rateId: '9001', rateName: 'Standard' }] },
    ],
  })),
  setMappings: channel.setMappings.handler(({ input }) => ({ mappings: input.mappings })),
  sync: channel.sync.handler(() => ({ jobId: 'job_000000' })),
  import: channel.import.handler(() => ({ jobId: 'job_000003' })),
  reservations: channel.reservations.handler(({ input, context: { world } }) =>
    pageOf(
      world.reservations.filter(({ guestName, channelReservationId }) => matches(input.q, guestName, channelReservationId)),
      input,
    ),
  ),
  reservation: channel.reservation.handler(({ input, context: { world } }) => found(world.reservations, input.id)),
};
