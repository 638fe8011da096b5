import type { ChannelStatus, RoomMapping } from '@banrimkwae/contract/channel';
import { MultiSelect, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../../agent/agent-context.tsx';
import { DetailDrawer } from '../../drawer/detail-drawer.tsx';
import { ErrorPanel } from '../../feedback/error-panel.tsx';
import { GuardedButton } from '../../feedback/guarded-button.tsx';
import { Loaded } from '../../feedback/loaded.tsx';
import { useText } from '../../text/use-text.ts';

type Choice = { value: string; label: string };

const choiceOf = ({ channelRoomId, channelRateId }: Omit<RoomMapping, 'roomTypeId'>) => `${channelRoomId}/${channelRateId}`;

/** Which rooms and rates of a channel stand for which of ours. */
export function MappingForm({ status, close }: { status: ChannelStatus; close: () => void }) {
  const { t } = useText();
  const mappings = useQuery(useApi().channel.mappings.queryOptions({ input: { provider: status.provider } }));
  return (
    <DetailDrawer key={status.provider} title={`${t('rooms.mapping')} · ${status.name}`} onClose={close}>
      <Text className="quiet">{t('rooms.mappingWhy', { channel: status.name })}</Text>
      <Loaded query={mappings}>
        {(data) => (
          <Rows
            status={status}
            mappings={data.mappings}
            choices={data.channelRooms.flatMap((room) =>
              room.rates.map((rate) => ({
                value: choiceOf({ channelRoomId: room.roomId, channelRateId: rate.rateId }),
                label: `${room.roomName} · ${rate.rateName}`,
              })),
            )}
            close={close}
          />
        )}
      </Loaded>
    </DetailDrawer>
  );
}

type RowsProps = { status: ChannelStatus; mappings: readonly RoomMapping[]; choices: readonly Choice[]; close: () => void };

function Rows({ status, mappings, choices, close }: RowsProps) {
  const { t, pick } = useText();
  const types = useQuery(useApi().channel.rooms.queryOptions());
  const [chosen, setChosen] = useState<ReadonlyMap<string, readonly string[]>>(
    () => new Map(Object.entries(Object.groupBy(mappings, ({ roomTypeId }) => roomTypeId)).map(([id, of = []]) => [id, of.map(choiceOf)])),
  );
  const save = useSave(close);
  const taken = (mine: string) => new Set([...chosen].flatMap(([id, values]) => (id === mine ? [] : values)));
  return (
    <Stack gap={16}>
      {types.data?.map((type) => (
        <MultiSelect
          key={type.id}
          label={pick(type.name)}
          description={t('rooms.mappedTo')}
          placeholder={(chosen.get(type.id) ?? []).length === 0 ? t('rooms.notMapped') : ''}
          data={choices.filter(({ value }) => !taken(type.id).has(value))}
          value={[...(chosen.get(type.id) ?? [])]}
          onChange={(values) => setChosen(new Map([...chosen, [type.id, values]]))}
        />
      ))}
      {save.error && <ErrorPanel fault={save.error} />}
      <div>
        <GuardedButton
          may="channel.edit"
          loading={save.isPending}
          onClick={() => save.mutate({ provider: status.provider, mappings: mappingsOf(chosen) })}
        >
          {t('rooms.saveMapping')}
        </GuardedButton>
      </div>
    </Stack>
  );
}

function mappingsOf(chosen: ReadonlyMap<string, readonly string[]>): RoomMapping[] {
  return [...chosen].flatMap(([roomTypeId, values]) =>
    values.map((value) => {
      const [channelRoomId = '', channelRateId = ''] = value.split('/');
      return { roomTypeId, channelRoomId, channelRateId };
    }),
  );
}

function useSave(close: () => void) {
  const { t } = useText();
  const api = useApi();
  const queries = useQueryClient();
  return useMutation(
    api.channel.setMappings.mutationOptions({
      onSuccess: async () => {
        notifications.show({ message: t('rooms.mappingSaved') });
        close();
        await queries.invalidateQueries({ queryKey: api.channel.key() });
      },
    }),
  );
}
