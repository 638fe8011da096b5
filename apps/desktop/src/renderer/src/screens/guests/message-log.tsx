import type { OpenConversation } from '@banrimkwae/contract/messages';
import { Button } from '@mantine/core';
import { IconArrowDown } from '@tabler/icons-react';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useText } from '../../text/use-text.ts';
import { useTimeStyle } from '../../time/resort.tsx';
import { useNow } from '../../time/use-now.ts';
import { AttemptBubble, MessageBubble } from './bubble.tsx';
import styles from './conversation.module.css';
import { byDay, dayName } from './message-days.ts';
import type { Outbox } from './outbox.ts';

type MessageLogProps = { conversation: OpenConversation; outbox: Outbox };

/** A region that scrolls has to take the focus, or nobody without a mouse reads what is above. */
const readByKeyboard = { tabIndex: 0 };

/** Oldest first, under the day each was written. Follows the newest while one stands at the end, and stays where one reads above it. */
export function MessageLog({ conversation, outbox }: MessageLogProps) {
  const { t } = useText();
  const { timeZone } = useTimeStyle();
  const { attempts } = outbox;
  const { scroller, content, below, toEnd, onScroll } = useFollow(conversation.messages.length + attempts.length, attempts.length);
  return (
    <div className={styles.frame}>
      <div
        ref={scroller}
        className={styles.log}
        role="log"
        aria-label={t('guests.messages', { guest: conversation.guestName })}
        {...readByKeyboard}
        onScroll={onScroll}
      >
        <div ref={content} className={styles.messages}>
          {byDay(conversation.messages, timeZone).map(({ day, messages }) => (
            <section key={day} className={styles.day}>
              <DayName day={day} />
              {messages.map((message) => (
                <MessageBubble key={message.id} message={message} conversation={conversation} sendAgain={outbox.send} />
              ))}
            </section>
          ))}
          {attempts.map((attempt) => (
            <AttemptBubble key={attempt.key} attempt={attempt} outbox={outbox} />
          ))}
          {conversation.messages.length + attempts.length === 0 && <p className={styles.nothing}>{t('guests.noMessages')}</p>}
        </div>
      </div>
      {below !== undefined && (
        <Button className={styles.toEnd} size="compact-sm" variant="light" leftSection={<IconArrowDown size={14} />} onClick={toEnd}>
          {below > 0 ? t('guests.newBelow', { count: below }) : t('guests.toEnd')}
        </Button>
      )}
    </div>
  );
}

function DayName({ day }: { day: string }) {
  const { t } = useText();
  const name = dayName(day, useNow(60_000), useTimeStyle());
  return <h3 className={styles.dayName}>{'date' in name ? name.date : t(`guests.${name.name}`)}</h3>;
}

const NEAR = 80;

/** Keeps the end in sight: always after one's own message, and for another's only while one is near the end. */
function useFollow(count: number, own: number) {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  /** How many there were when one left the end; undefined at the end. */
  const [left, setLeft] = useState<number>();
  const before = useRef(own);
  const toEnd = () => scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
  useLayoutEffect(() => {
    if (own > before.current) following.current = true;
    before.current = own;
    const box = scroller.current;
    if (count > 0 && box && following.current) box.scrollTo({ top: box.scrollHeight });
  }, [count, own]);
  useEffect(() => {
    const box = scroller.current;
    if (!box || !content.current) return;
    /** A message that grows by its reason, or a banner above, would push the end out of sight. */
    const sizes = new ResizeObserver(() => {
      if (following.current) box.scrollTo({ top: box.scrollHeight });
    });
    sizes.observe(box);
    sizes.observe(content.current);
    return () => sizes.disconnect();
  }, []);
  const onScroll = () => {
    const box = scroller.current;
    if (!box) return;
    const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
    following.current = atEnd;
    setLeft((past) => (atEnd ? undefined : (past ?? count)));
  };
  return { scroller, content, below: left === undefined ? undefined : Math.max(0, count - left), toEnd, onScroll };
}
