import { ActionIcon } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react';
import type { MouseEvent } from 'react';
import { useText } from '../../text/use-text.ts';

type MoveProps = { what: string; first: boolean; last: boolean; move: (step: 1 | -1) => void };

/** One place up or down. The pressed button keeps the focus, though its row moves in the page. */
export function MoveButtons({ what, first, last, move }: MoveProps) {
  const { t } = useText();
  const onClick = (step: 1 | -1, ends: boolean) => (event: MouseEvent<HTMLButtonElement>) => {
    if (ends) return;
    const button = event.currentTarget;
    move(step);
    requestAnimationFrame(() => button.focus());
  };
  return (
    <>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t('moneyRules.up', { what })}
        aria-disabled={first}
        {...(first && { 'data-disabled': true })}
        onClick={onClick(-1, first)}
      >
        <IconArrowUp size={16} />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t('moneyRules.down', { what })}
        aria-disabled={last}
        {...(last && { 'data-disabled': true })}
        onClick={onClick(1, last)}
      >
        <IconArrowDown size={16} />
      </ActionIcon>
    </>
  );
}

export function RemoveButton({ what, remove }: { what: string; remove: () => void }) {
  const { t } = useText();
  return (
    <ActionIcon variant="subtle" color="gray" aria-label={t('moneyRules.remove', { what })} onClick={remove}>
      <IconTrash size={16} />
    </ActionIcon>
  );
}
