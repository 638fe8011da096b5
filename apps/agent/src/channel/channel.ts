import type { InventoryCell, RoomMapping } from '@banrimkwae/contract/channel';
import { AppError } from '@banrimkwae/contract/errors';
import type { Actor } from '../access/index.ts';
import { mapPage, pageOf } from '../store/page.ts';
import { askImport, askSync } from './ask-channels.ts';
import { dayTeller } from './calendar.ts';
import { changeInventory } from './change-inventory.ts';
import { changeMappings, requireChannel } from './change-mappings.ts';
import { type ChannelGround, JOB } from './ground.ts';
import { fetchSince, importReservations } from './import-reservations.ts';
import { createInventoryTable } from './inventory-table.ts';
import { createMappingTable } from './mapping-table.ts';
import { createOccupancy } from './occupancy.ts';
import { pushInventory, watchChannels } from './push-inventory.ts';
import { createReservationTable, type ReservationFilter } from './reservation-table.ts';
import { createSentTable } from './sent-table.ts';
import { showChannels, showReservation } from './show-channel.ts';
import { createStateTable } from './state-table.ts';
import { createTurns } from './turns.ts';

export type ChannelDeps = Pick<ChannelGround, 'database' | 'providers' | 'jobs' | 'live' | 'clock' | 'newId' | 'audit' | 'resort'>;
export type ChannelRoom = ReturnType<typeof createChannel>;

/** How often everything is looked over for what nobody rang for. */
const WATCH_SECONDS = 20;

/** The channel room: one calendar of rooms and prices, every booking channel kept equal to it, every reservation taken in. */
export function createChannel(deps: ChannelDeps) {
  const ground = groundOf(deps);
  ground.inventory.seed(deps.resort.roomTypes);
  registerJobs(ground);
  return {
    rooms: () => ground.resort.roomTypes.map(({ id, name, count }) => ({ id, name, count })),
    /** Nights that were set, both days inclusive; a night nobody set is for sale nowhere. */
    inventory: (from: string, to: string) => ground.inventory.range(from, to),
    setInventory: (cells: readonly InventoryCell[], actor: Actor) => changeInventory(ground, cells, actor),
    status: () => showChannels(ground),
    mappings: (provider: string) => readMappings(ground, provider),
    setMappings: (input: { provider: string; mappings: readonly RoomMapping[] }, actor: Actor) => ({
      mappings: changeMappings(ground, input, actor),
    }),
    sync: (input: Parameters<typeof askSync>[1], actor: Actor) => askSync(ground, input, actor),
    import: (input: Parameters<typeof askImport>[1], actor: Actor) => askImport(ground, input, actor),
    /** What changed since a moment: for gaps longer than the channel keeps its messages. */
    fetchSince: (input: { provider: string; since: Date; signal: AbortSignal }) => fetchSince(ground, input),
    /** When the last reading began whose reservations are all committed. */
    lastImportAt: (provider: string): string | null => ground.states.of(provider).last_import_at,
    reservations: (filter: ReservationFilter) => listReservations(ground, filter),
    reservation: (id: string) => {
      const row = ground.reservations.find(id);
      if (!row) throw new AppError('not_found', { message: 'There is no such reservation.' });
      return showReservation(ground, row);
    },
    summary: () => summary(ground),
    /** Rings for everything that waits; at start. */
    resume: () => ground.database.transaction(() => void watchChannels(ground))(),
  };
}

function groundOf(deps: ChannelDeps): ChannelGround {
  const { database } = deps;
  const inventory = createInventoryTable(database);
  return {
    ...deps,
    inventory,
    mappings: createMappingTable(database),
    sent: createSentTable(database),
    states: createStateTable(database),
    reservations: createReservationTable(database),
    occupancy: createOccupancy(database, inventory),
    today: dayTeller(deps.clock, deps.resort.timeZone),
    inTurn: createTurns(),
  };
}

function registerJobs(ground: ChannelGround): void {
  const { jobs, providers } = ground;
  jobs.handle(JOB.push, (job) => pushInventory(ground, job), { concurrency: 8 });
  jobs.handle(JOB.import, (job) => importReservations(ground, job), { concurrency: 8 });
  jobs.handle(JOB.watch, async () => watchChannels(ground));
  jobs.schedule({ name: JOB.watch, kind: JOB.watch, subjectId: 'waiting', every: { seconds: WATCH_SECONDS }, priority: 8 });
  for (const id of providers.all('channel')) {
    const { poll } = providers.find(id).connector.manifest;
    if (poll)
      jobs.schedule({ name: `${JOB.import}.${id}`, kind: JOB.import, subjectId: id, every: { seconds: poll.seconds }, priority: 2 });
  }
}

async function readMappings(ground: ChannelGround, provider: string) {
  const { channel } = requireChannel(ground, provider);
  const rooms = await ground.providers.run(provider, channel.listRooms, undefined);
  return {
    mappings: ground.mappings.of(provider),
    channelRooms: rooms.map(({ rates, ...room }) => ({ ...room, rates: [...rates] })),
  };
}

function listReservations(ground: ChannelGround, filter: ReservationFilter) {
  const rows = ground.reservations.search({ ...filter, limit: filter.limit + 1 });
  return mapPage(
    pageOf(rows, filter.limit, ({ id }) => id),
    (row) => showReservation(ground, row),
  );
}

/** For the overview. */
function summary(ground: ChannelGround) {
  const channels = showChannels(ground);
  return {
    channels: channels.length,
    inSync: channels.filter(({ inSync }) => inSync).length,
    lastBookingAt: ground.reservations.lastBookingAt(),
    attention: ground.reservations.needingAttention({ today: ground.today(), currency: ground.resort.currency }),
  };
}
