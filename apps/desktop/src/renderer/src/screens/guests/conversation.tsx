import type { OpenConversation } from '@banrimkwae/contract/messages';
import { ActionIcon, Title, Tooltip } from '@mantine/core';
import { useDocumentVisibility, useMediaQuery } from '@mantine/hooks';
import { IconArrowLeft, IconInfoCircle } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useMay } from '../../access/session-context.tsx';
import { useApi } from '../../agent/agent-context.tsx';
import { ProviderName } from '../../connections/provider-name.tsx';
import { Loaded } from '../../feedback/loaded.tsx';
import { useText } from '../../text/use-text.ts';
import { Composer } from './composer.tsx';
import styles from './conversation.module.css';
import { Initials } from './conversation-row.tsx';
import { GuestProfile } from './guest-profile.tsx';
import { MessageLog } from './message-log.tsx';
import { useOutbox } from './outbox.ts';

/** What was said with one guest, and the field to answer; who the guest is beside it. */
export function ConversationThread() {
  const { conversationId } = useParams({ from: '/guests/$conversationId' });
  const conversation = useQuery(useApi().messages.conversation.queryOptions({ input: { id: conversationId }, refetchOnMount: 'always' }));
  return (
    <div className={styles.thread}>
      <Loaded query={conversation}>{(loaded) => <Thread key={loaded.id} conversation={loaded} />}</Loaded>
    </div>
  );
}

function Thread({ conversation }: { conversation: OpenConversation }) {
  const wide = useMediaQuery('(min-width: 1200px)', undefined, { getInitialValueInEffect: false }) ?? false;
  const [about, setAbout] = useState<boolean>();
  const shown = about ?? wide;
  const outbox = useOutbox(conversation.id);
  useMarkRead(conversation);
  return (
    <div className={styles.beside} data-about={shown || undefined}>
      <section className={styles.talk} aria-label={conversation.guestName}>
        <Head conversation={conversation} about={shown} toggle={() => setAbout(!shown)} />
        <MessageLog conversation={conversation} outbox={outbox} />
        <Composer conversation={conversation} send={outbox.send} />
      </section>
      {shown && <GuestProfile conversation={conversation} />}
    </div>
  );
}

/** Open before somebody who can answer is read; a viewer who looks in takes no mark away. */
function useMarkRead({ id, unread }: OpenConversation): void {
  const api = useApi();
  const queries = useQueryClient();
  const seen = useDocumentVisibility() === 'visible';
  const mayAnswer = useMay()('messages.send');
  const { mutate } = useMutation(
    api.messages.markRead.mutationOptions({
      onSuccess: () =>
        Promise.all([
          queries.invalidateQueries({ queryKey: api.messages.key() }),
          queries.invalidateQueries({ queryKey: api.system.overview.key() }),
        ]),
    }),
  );
  useEffect(() => {
    if (seen && mayAnswer && unread > 0) mutate({ id });
  }, [seen, mayAnswer, unread, id, mutate]);
}

type HeadProps = { conversation: OpenConversation; about: boolean; toggle: () => void };

function Head({ conversation, about, toggle }: HeadProps) {
  const { t } = useText();
  const navigate = useNavigate();
  const search = useSearch({ from: '/guests' });
  return (
    <header className={styles.head}>
      <ActionIcon
        className={styles.back}
        variant="subtle"
        color="gray"
        aria-label={t('guests.back')}
        onClick={() => void navigate({ to: '/guests', search })}
      >
        <IconArrowLeft size={18} />
      </ActionIcon>
      <Initials name={conversation.guestName} size={32} />
      <div className={styles.words}>
        <Title order={2} className={styles.name}>
          {conversation.guestName}
        </Title>
        <p className={styles.under}>
          <ProviderName id={conversation.provider} />
          {!conversation.reachable && ` · ${t('guests.blocked')}`}
        </p>
      </div>
      <Tooltip label={t('guests.about')}>
        <ActionIcon variant={about ? 'light' : 'subtle'} aria-label={t('guests.about')} aria-expanded={about} onClick={toggle}>
          <IconInfoCircle size={18} />
        </ActionIcon>
      </Tooltip>
    </header>
  );
}
