import type { InventoryCell, RoomType } from '@banrimkwae/contract/channel';
import { toDecimal } from '@banrimkwae/money';
import { Button, Checkbox, Group, NumberInput, Stack, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type * as z from 'zod';
import { useApi } from '../../agent/agent-context.tsx';
import { DetailDrawer } from '../../drawer/detail-drawer.tsx';
import { ErrorPanel } from '../../feedback/error-panel.tsx';
import { GuardedButton } from '../../feedback/guarded-button.tsx';
import { parseAmount } from '../../money/parse-amount.ts';
import { useText } from '../../text/use-text.ts';
import { useResort } from '../../time/resort.tsx';
import type { Night } from './calendar-grid.tsx';
import { differing, faultOf, type NightsValues, nightsOf } from './nights-values.ts';

type FormProps = { type: z.infer<typeof RoomType>; night: Night; cell: InventoryCell | undefined; close: () => void };

/** Changes one night or a stretch of nights of a room type. What is seen is what they all will be. */
export function NightsForm({ type, night, cell, close }: FormProps) {
  const { t, pick } = useText();
  const { currency } = useResort();
  const [values, setValues] = useState(() => startingFrom(night, { cell, count: type.count }));
  const set = (change: Partial<NightsValues>) => setValues((before) => ({ ...before, ...change }));
  const price = parseAmount(values.price, currency);
  const fault = faultOf(values, price);
  const cells = fault === undefined && price ? nightsOf(type.id, values, price) : [];
  const before = useQuery({
    ...useApi().channel.inventory.queryOptions({ input: { from: values.from, to: values.to } }),
    enabled: fault === undefined,
  });
  const changes = before.data ? differing(cells, before.data) : cells;
  const save = useSave(close);
  return (
    <DetailDrawer title={`${t('rooms.edit')} · ${pick(type.name)}`} onClose={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (changes.length > 0 && !save.isPending) save.mutate({ cells: changes });
        }}
      >
        <Stack gap={16}>
          <Range values={values} set={set} fault={fault} />
          <Terms values={values} set={set} fault={fault} count={type.count} />
          {save.error && <ErrorPanel fault={save.error} />}
          <Group gap={8}>
            <GuardedButton
              may="channel.edit"
              type="submit"
              loading={save.isPending}
              blocked={fault ? t(`rooms.${fault}`) : changes.length === 0 ? t('rooms.saveNone') : undefined}
            >
              {changes.length === 0 ? t('rooms.saveNone') : t('rooms.save', { count: changes.length })}
            </GuardedButton>
            <Button variant="default" onClick={close}>
              {t('feedback.cancel')}
            </Button>
          </Group>
        </Stack>
      </form>
    </DetailDrawer>
  );
}

function startingFrom({ day }: Night, { cell, count }: { cell: InventoryCell | undefined; count: number }): NightsValues {
  return {
    from: day,
    to: day,
    available: cell?.available ?? count,
    price: cell ? toDecimal(cell.price) : '',
    minimumStay: cell?.minimumStay ?? 1,
    closed: cell?.closed ?? false,
    closedToArrival: cell?.closedToArrival ?? false,
    closedToDeparture: cell?.closedToDeparture ?? false,
  };
}

type PartProps = { values: NightsValues; set: (change: Partial<NightsValues>) => void; fault: ReturnType<typeof faultOf> };

function Range({ values, set, fault }: PartProps) {
  const { t } = useText();
  const wrong = fault === 'rangeWrong' || fault === 'rangeLong' ? t(`rooms.${fault}`) : undefined;
  return (
    <Group grow align="flex-start">
      <TextInput
        type="date"
        required
        label={t('rooms.from')}
        value={values.from}
        onChange={({ currentTarget: { value } }) => set({ from: value, ...(value > values.to && { to: value }) })}
      />
      <TextInput
        type="date"
        required
        label={t('rooms.to')}
        value={values.to}
        error={wrong}
        onChange={({ currentTarget: { value } }) => set({ to: value })}
      />
    </Group>
  );
}

const MOST_NIGHTS = 31;

function Terms({ values, set, fault, count }: PartProps & { count: number }) {
  const { t } = useText();
  return (
    <>
      <Group grow align="flex-start">
        <NumberInput
          label={t('rooms.available')}
          min={0}
          max={count}
          allowDecimal={false}
          clampBehavior="strict"
          value={values.available}
          onChange={(value) => set({ available: Number(value) })}
        />
        <TextInput
          label={t('rooms.price')}
          inputMode="decimal"
          value={values.price}
          error={fault === 'priceWrong' && values.price !== '' ? t('rooms.priceWrong') : undefined}
          onChange={({ currentTarget: { value } }) => set({ price: value })}
        />
        <NumberInput
          label={t('rooms.minimumStay')}
          min={1}
          max={MOST_NIGHTS}
          allowDecimal={false}
          clampBehavior="strict"
          value={values.minimumStay}
          onChange={(value) => set({ minimumStay: Math.max(1, Number(value)) })}
        />
      </Group>
      <Stack gap={8}>
        <Checkbox
          label={t('rooms.closedHint')}
          checked={values.closed}
          onChange={(event) => set({ closed: event.currentTarget.checked })}
        />
        <Checkbox
          label={t('rooms.closedToArrival')}
          checked={values.closedToArrival}
          onChange={(event) => set({ closedToArrival: event.currentTarget.checked })}
        />
        <Checkbox
          label={t('rooms.closedToDeparture')}
          checked={values.closedToDeparture}
          onChange={(event) => set({ closedToDeparture: event.currentTarget.checked })}
        />
      </Stack>
    </>
  );
}

function useSave(close: () => void) {
  const { t } = useText();
  const api = useApi();
  const queries = useQueryClient();
  return useMutation(
    api.channel.setInventory.mutationOptions({
      onSuccess: async ({ changed }) => {
        notifications.show({ message: t('rooms.saved', { count: changed }) });
        close();
        await queries.invalidateQueries({ queryKey: api.channel.key() });
      },
    }),
  );
}
