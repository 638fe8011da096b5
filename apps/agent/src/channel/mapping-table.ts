import type { RoomMapping } from '@banrimkwae/contract/channel';
import * as z from 'zod';
import type { Sqlite } from '../store/database.ts';

const Row = z
  .object({ room_type_id: z.string(), channel_room_id: z.string(), channel_rate_id: z.string() })
  .transform((row) => ({ roomTypeId: row.room_type_id, channelRoomId: row.channel_room_id, channelRateId: row.channel_rate_id }));

export type MappingTable = ReturnType<typeof createMappingTable>;

/** SQL of `channel_mappings`. */
export function createMappingTable(database: Sqlite) {
  const all = database.prepare(
    'SELECT room_type_id, channel_room_id, channel_rate_id FROM channel_mappings WHERE provider = ? ORDER BY channel_room_id, channel_rate_id',
  );
  const clear = database.prepare('DELETE FROM channel_mappings WHERE provider = ?');
  const insert = database.prepare(
    'INSERT INTO channel_mappings (provider, channel_room_id, channel_rate_id, room_type_id) VALUES (?, ?, ?, ?)',
  );
  const roomType = database
    .prepare<[string, string], string>('SELECT room_type_id FROM channel_mappings WHERE provider = ? AND channel_room_id = ? LIMIT 1')
    .pluck();
  return {
    of: (provider: string): RoomMapping[] => all.all(provider).map((row) => Row.parse(row)),
    replace: (provider: string, mappings: readonly RoomMapping[]) => {
      clear.run(provider);
      for (const { roomTypeId, channelRoomId, channelRateId } of mappings) insert.run(provider, channelRoomId, channelRateId, roomTypeId);
    },
    /** Our room type for a channel's room; all its rates have the same. */
    roomTypeOf: (provider: string, channelRoomId: string): string | null => roomType.get(provider, channelRoomId) ?? null,
  };
}
