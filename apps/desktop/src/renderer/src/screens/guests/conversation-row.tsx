import type { Conversation } from '@banrimkwae/contract/messages';
import { Avatar } from '@mantine/core';
import { IconBan } from '@tabler/icons-react';
import type { KeyboardEvent } from 'react';
import { ProviderName } from '../../connections/provider-name.tsx';
import { useText } from '../../text/use-text.ts';
import { ClockTime } from '../../time/time-ago.tsx';
import styles from './guests.module.css';
import { useDraft } from './outbox.ts';
import { wordlessKind } from './unread-first.ts';

type ConversationRowProps = {
  conversation: Conversation;
  index: number;
  chosen: boolean;
  inTabOrder: boolean;
  onOpen: () => void;
  onKey: (event: KeyboardEvent<HTMLElement>) => void;
};

/** Who, through which channel, when, and the last words; in bold while unread. */
export function ConversationRow({ conversation, index, chosen, inTabOrder, onOpen, onKey }: ConversationRowProps) {
  const { t } = useText();
  const { guestName, provider, unread, reachable, lastAt } = conversation;
  return (
    <button
      type="button"
      data-index={index}
      className={styles.row}
      data-unread={unread > 0 || undefined}
      aria-current={chosen || undefined}
      tabIndex={inTabOrder ? 0 : -1}
      onClick={onOpen}
      onKeyDown={onKey}
    >
      <Initials name={guestName} />
      <span className={styles.words}>
        <span className={styles.line}>
          <span className={styles.name}>{guestName}</span>
          <span className={styles.when}>
            <ClockTime at={lastAt} />
          </span>
        </span>
        <span className={styles.line}>
          <span className={styles.last}>
            <LastWords conversation={conversation} />
          </span>
          {!reachable && <IconBan size={14} className={styles.off} aria-label={t('guests.blocked')} />}
          {unread > 0 ? (
            <span className={styles.count}>
              <span aria-hidden>{unread}</span>
              <span className="visually-hidden">{t('guests.unread', { count: unread })}</span>
            </span>
          ) : (
            <span className={styles.channel}>
              <ProviderName id={provider} />
            </span>
          )}
        </span>
      </span>
    </button>
  );
}

/** A draft is what waits to be finished; else what was said last. */
function LastWords({ conversation: { id, lastMessage } }: { conversation: Conversation }) {
  const { t } = useText();
  const [draft] = useDraft(id);
  if (draft.trim() !== '')
    return (
      <>
        <span className={styles.draft}>{t('guests.draft')}</span> {draft}
      </>
    );
  if (lastMessage === null) return t('guests.noWords');
  const kind = wordlessKind(lastMessage);
  return kind ? t(`guests.kinds.${kind}`) : lastMessage;
}

/** Pictures of guests lie with the provider, and nothing is fetched from there; their initials tell them apart as well. */
export function Initials({ name, size = 40 }: { name: string; size?: number }) {
  const first = name
    .split(/\s+/)
    .slice(0, 2)
    .map((part) => [...part.replace(/^[เแโใไ]/, '')][0] ?? '');
  return (
    <Avatar size={size} radius="xl" classNames={{ placeholder: styles.initials ?? '' }} aria-hidden>
      {first.join('').toLocaleUpperCase()}
    </Avatar>
  );
}
