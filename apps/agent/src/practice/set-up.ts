import type { Connector } from '@banrimkwae/connector-kit/connector';
import type { InventoryCell, RoomMapping } from '@banrimkwae/contract/channel';
import { AGENT } from '../access/index.ts';
import type { PracticeRooms } from './ground.ts';
import type { SandboxControl } from './sandbox-control.ts';

export type SetUpDeps = {
  rooms: PracticeRooms;
  sandbox: Pick<SandboxControl, 'play'>;
  connectors: ReadonlyMap<string, Connector>;
  /** Where the sandbox delivers to. */
  publicUrl: string;
  currency: string;
  /** The resort's calendar day on which the calendar of rooms begins. */
  firstDay: string;
};

const NIGHTS = 75;
const DAY_MS = 86_400_000;
/** A night in satang, by the order of the resort's room types; weekends cost more. */
const NIGHT_PRICES = [450_000, 590_000, 720_000, 1_250_000];
const WEEKEND_EXTRA = 80_000;
const FRIDAY = 5;
const SATURDAY = 6;

/** Gives every provider the keys the sandbox accepts, registers our address, opens the calendar and maps it. */
export async function setUpPractice(deps: SetUpDeps): Promise<void> {
  const { rooms, connectors, publicUrl } = deps;
  for (const { manifest, webhook } of connectors.values()) {
    rooms.providers.configure({ id: manifest.id, values: { ...manifest.practice.values } }, AGENT);
    if (webhook?.register) await rooms.providers.registerWebhook({ id: manifest.id, publicUrl }, AGENT);
    else if (manifest.webhook?.secretInPath && publicUrl !== '') await pasteAddress(deps, manifest.id);
  }
  rooms.channel.setInventory(calendar(deps), AGENT);
  for (const { id } of rooms.directory.ready('channel'))
    rooms.channel.setMappings({ provider: id, mappings: await mappingsBySameName(deps, id) }, AGENT);
}

/** What a person does in the provider's console: our address with its key. */
async function pasteAddress({ rooms, sandbox }: SetUpDeps, id: string): Promise<void> {
  const { address } = rooms.providers.wholeWebhookAddress(id, AGENT);
  await sandbox.play(id, 'setWebhookAddress', { url: address });
  await rooms.providers.confirmWebhook(id, AGENT);
}

function calendar({ rooms, currency, firstDay }: SetUpDeps): InventoryCell[] {
  const days = Array.from({ length: NIGHTS }, (_, index) => new Date(Date.parse(`${firstDay}T00:00:00Z`) + index * DAY_MS));
  return rooms.channel.rooms().flatMap(({ id, count }, kind) =>
    days.map((day) => {
      const weekend = [FRIDAY, SATURDAY].includes(day.getUTCDay());
      const price = (NIGHT_PRICES[kind % NIGHT_PRICES.length] ?? 0) + (weekend ? WEEKEND_EXTRA : 0);
      return {
        roomTypeId: id,
        day: day.toISOString().slice(0, 10),
        available: count,
        price: { amount: price, currency },
        minimumStay: weekend ? 2 : 1,
        closed: false,
        closedToArrival: false,
        closedToDeparture: false,
      };
    }),
  );
}

/** The sandbox plays the same house: what has the same name is the same room. Its first rate stands for ours. */
async function mappingsBySameName({ rooms }: SetUpDeps, provider: string): Promise<RoomMapping[]> {
  const { channelRooms } = await rooms.channel.mappings(provider);
  return rooms.channel.rooms().flatMap(({ id, name }) => {
    const same = channelRooms.find(({ roomName }) => roomName === name.en);
    const rate = same?.rates[0];
    return same && rate ? [{ roomTypeId: id, channelRoomId: same.roomId, channelRateId: rate.rateId }] : [];
  });
}
