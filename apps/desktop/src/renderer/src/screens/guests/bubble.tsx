import type { Conversation, Message } from '@banrimkwae/contract/messages';
import { Button, Group } from '@mantine/core';
import { type Icon, IconFile, IconMoodSmile, IconPhoto, IconRefresh } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { faultWords } from '../../agent/agent-fault.ts';
import { useProviderName } from '../../connections/provider-name.tsx';
import { useRefusal } from '../../feedback/guarded-button.tsx';
import { MessageBadge } from '../../states/badges.tsx';
import { useText } from '../../text/use-text.ts';
import { ClockTime } from '../../time/time-ago.tsx';
import styles from './conversation.module.css';
import type { Attempt, Outbox } from './outbox.ts';

type MessageBubbleProps = {
  message: Message;
  conversation: Pick<Conversation, 'provider' | 'reachable'>;
  sendAgain: (text: string) => void;
};

/** One message as the agent knows it. One that failed can be sent again; one that is unclear cannot, as it may have arrived. */
export function MessageBubble({ message, conversation: { provider, reachable }, sendAgain }: MessageBubbleProps) {
  const { t } = useText();
  const { direction, state, failure, sentBy, at, text, kind } = message;
  const sendable = useRefusal('messages.send') === undefined && reachable;
  return (
    <Bubble from={direction} faded={state === 'queued' || state === 'sending'}>
      <span className="visually-hidden">{t(`guests.writes.${direction}`)}: </span>
      {kind === 'text' ? <p className={styles.text}>{text}</p> : <Wordless kind={kind} text={text} provider={provider} />}
      <p className={styles.foot}>
        {sentBy !== null && <span>{sentBy}</span>}
        <ClockTime at={at} />
        {direction === 'out' && <MessageBadge state={state} />}
      </p>
      {failure !== null && (
        <p className={styles.failure} lang="en">
          {failure}
        </p>
      )}
      {state === 'failed' && sendable && <SendAgain onClick={() => sendAgain(text)} />}
    </Bubble>
  );
}

/** An answer on its way to the agent, or one that did not get there. */
export function AttemptBubble({ attempt, outbox }: { attempt: Attempt; outbox: Outbox }) {
  const { t, language } = useText();
  const lost = attempt.fault !== null;
  const words = lost ? faultWords(attempt.fault, language) : undefined;
  return (
    <Bubble from="out" faded={!lost}>
      <p className={styles.text}>{attempt.text}</p>
      <p className={styles.foot}>
        <ClockTime at={attempt.at} />
        <MessageBadge state={lost ? 'failed' : 'sending'} />
      </p>
      {words && (
        <>
          <p className={styles.failure} role="alert">
            {words.message} {words.hint}
          </p>
          <Group gap={8} justify="flex-end">
            <SendAgain onClick={() => outbox.sendAgain(attempt)} />
            <Button size="compact-xs" variant="subtle" color="gray" onClick={() => outbox.drop(attempt.key)}>
              {t('guests.drop')}
            </Button>
          </Group>
        </>
      )}
    </Bubble>
  );
}

function SendAgain({ onClick }: { onClick: () => void }) {
  const { t } = useText();
  return (
    <Button size="compact-xs" variant="default" leftSection={<IconRefresh size={14} />} w="fit-content" onClick={onClick}>
      {t('guests.sendAgain')}
    </Button>
  );
}

function Bubble({ from, faded, children }: { from: 'in' | 'out'; faded: boolean; children: ReactNode }) {
  return (
    <div className={styles.bubble} data-from={from} data-faded={faded || undefined}>
      {children}
    </div>
  );
}

const marks: Record<'sticker' | 'image' | 'other', Icon> = { sticker: IconMoodSmile, image: IconPhoto, other: IconFile };

/** A sticker or picture is not fetched; it says what it is and where to see it. */
function Wordless({ kind, text, provider }: { kind: 'sticker' | 'image' | 'other'; text: string; provider: string }) {
  const { t } = useText();
  const channel = useProviderName()(provider);
  const Mark = marks[kind];
  return (
    <div className={styles.wordless}>
      <Mark size={28} stroke={1.5} aria-hidden />
      <div>
        <p className={styles.text}>
          {t(`guests.kinds.${kind}`)}
          {text !== '' && `: ${text}`}
        </p>
        <p className={styles.under}>{t('guests.seeInApp', { channel })}</p>
      </div>
    </div>
  );
}
