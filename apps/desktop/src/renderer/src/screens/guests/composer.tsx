import type { OpenConversation } from '@banrimkwae/contract/messages';
import { Textarea } from '@mantine/core';
import { IconBan, IconGift, IconLock, IconMessage2, IconSend } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useMay } from '../../access/session-context.tsx';
import { useApi } from '../../agent/agent-context.tsx';
import { useProviderName } from '../../connections/provider-name.tsx';
import { GuardedButton, useRefusal } from '../../feedback/guarded-button.tsx';
import { useText } from '../../text/use-text.ts';
import { formatCountdown } from '../../time/format-time.ts';
import { useNow } from '../../time/use-now.ts';
import { useAnswering } from './answering.tsx';
import styles from './conversation.module.css';
import { useDraft } from './outbox.ts';

type ComposerProps = { conversation: OpenConversation; send: (text: string) => void };

/** The field for the answer; or why there is none. */
export function Composer({ conversation, send }: ComposerProps) {
  const { t } = useText();
  const may = useMay()('messages.send');
  const refusal = useRefusal('messages.send');
  const channel = useProviderName()(conversation.provider);
  if (!may) return <Closed icon={<IconLock size={16} aria-hidden />}>{refusal}</Closed>;
  if (!conversation.reachable) return <Closed icon={<IconBan size={16} aria-hidden />}>{t('guests.blockedWhy', { channel })}</Closed>;
  return <Field conversation={conversation} send={send} />;
}

function Closed({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <p className={styles.closed} role="note">
      {icon}
      {children}
    </p>
  );
}

/** From here on the field says how many characters are left. */
const SAY_LEFT_FROM = 200;

function Field({ conversation, send }: ComposerProps) {
  const { t } = useText();
  const [draft, setDraft] = useTyped(conversation.id);
  const field = useFocusToAnswer();
  const left = conversation.longestText - draft.trim().length;
  const offline = useRefusal('messages.send');
  const blocked = draft.trim() === '' ? t('guests.empty') : left < 0 ? t('guests.tooLong', { count: -left }) : undefined;
  const submit = () => {
    if (offline !== undefined || blocked !== undefined) return;
    send(draft.trim());
    setDraft('');
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    /** Enter that takes a suggestion of the input method is no Enter to send. */
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    submit();
  };
  return (
    <div className={styles.composer}>
      <div className={styles.field}>
        <Textarea
          ref={field}
          flex={1}
          autosize
          minRows={1}
          maxRows={6}
          aria-label={t('guests.write', { guest: conversation.guestName })}
          placeholder={t('guests.writeHint')}
          value={draft}
          error={left < 0 ? t('guests.tooLong', { count: -left }) : undefined}
          onChange={(event) => setDraft(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <GuardedButton may="messages.send" blocked={blocked} leftSection={<IconSend size={16} />} onClick={submit}>
          {t('guests.send')}
        </GuardedButton>
      </div>
      <p className={styles.hints}>
        <Cost conversation={conversation} />
        <span>{offline ?? (left >= 0 && left < SAY_LEFT_FROM ? t('guests.left', { count: left }) : t('guests.keys'))}</span>
      </p>
    </div>
  );
}

/** The text as it is typed, and its draft a moment behind: a field that waited for the draft would lose letters. */
function useTyped(conversationId: string): [string, (text: string) => void] {
  const [draft, keep] = useDraft(conversationId);
  const [typed, setTyped] = useState(draft);
  return [
    typed,
    (text) => {
      setTyped(text);
      keep(text);
    },
  ];
}

function useFocusToAnswer() {
  const field = useRef<HTMLTextAreaElement>(null);
  const answering = useAnswering();
  useEffect(() => {
    if (!answering.current) return;
    answering.current = false;
    field.current?.focus({ preventScroll: true });
  }, [answering]);
  return field;
}

/** Whether this answer costs something, as far as the channel counts messages. */
function Cost({ conversation: { freeReplyUntil, provider } }: { conversation: OpenConversation }) {
  const { t } = useText();
  const now = useNow(1000);
  const quota = useQuota(provider);
  if (freeReplyUntil !== null && Date.parse(freeReplyUntil) > now.getTime())
    return (
      <span className={styles.free}>
        <IconGift size={14} aria-hidden /> {t('guests.free', { left: formatCountdown(freeReplyUntil, now) })}
      </span>
    );
  if (!quota) return <span />;
  const { used, limit } = quota;
  if (used === null || limit === null) return <span>{t('guests.counts')}</span>;
  return (
    <span className={used >= limit ? styles.usedUp : undefined}>
      <IconMessage2 size={14} aria-hidden /> {t(used >= limit ? 'guests.usedUp' : 'guests.countsOf', { used, limit })}
    </span>
  );
}

/** Undefined where a channel counts nothing, or while that is not known. */
export function useQuota(provider: string) {
  return useQuery(useApi().messages.quota.queryOptions()).data?.find((one) => one.provider === provider);
}
