import { TextInput } from '@mantine/core';
import { IconMessage, IconMessages, IconSearch } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Outlet, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useRef } from 'react';
import { useApi } from '../../agent/agent-context.tsx';
import { Empty } from '../../feedback/empty.tsx';
import { NothingListed } from '../../lists/nothing-listed.tsx';
import { at, byCursor } from '../../lists/page-options.ts';
import { useSearchText } from '../../lists/use-search-text.ts';
import { Page } from '../../shell/page.tsx';
import { useText } from '../../text/use-text.ts';
import { AnsweringContext } from './answering.tsx';
import { ConversationList } from './conversation-list.tsx';
import styles from './guests.module.css';

type Filter = { q?: string | undefined };

/** Who has written, at the left; the conversation with one of them beside it. */
export function GuestsScreen() {
  const { t } = useText();
  const navigate = useNavigate();
  const filter: Filter = useSearch({ from: '/guests' });
  const { conversationId } = useParams({ strict: false });
  const answering = useRef(false);
  const query = useConversations(filter);
  const open = (id: string) =>
    void navigate({
      to: '/guests/$conversationId',
      params: { conversationId: id },
      search: filter,
      replace: conversationId !== undefined,
    });
  return (
    <Page title={t('shell.places.guests')} state={<UnreadLine />} fills>
      <div className={styles.desk} data-open={conversationId !== undefined || undefined}>
        <div className={styles.side}>
          <SearchField filter={filter} />
          <ConversationList
            query={query}
            scope={filter.q ?? ''}
            selectedId={conversationId}
            onWalk={open}
            onOpen={(id) => {
              answering.current = true;
              open(id);
            }}
            empty={<NoGuests filter={filter} />}
          />
        </div>
        <AnsweringContext value={answering}>
          <Outlet />
        </AnsweringContext>
        {conversationId === undefined && <NoneChosen />}
      </div>
    </Page>
  );
}

function useConversations({ q }: Filter) {
  return useInfiniteQuery(
    useApi().messages.conversations.infiniteOptions({
      ...byCursor,
      input: (cursor: string | undefined) => ({ ...at(cursor), ...(q && { q }) }),
      refetchOnMount: 'always',
    }),
  );
}

function UnreadLine() {
  const { t } = useText();
  const overview = useQuery(useApi().system.overview.queryOptions());
  if (!overview.data) return <>&nbsp;</>;
  const count = overview.data.waiting.unreadMessages;
  return count === 0 ? t('guests.allRead') : t('guests.unreadLine', { count });
}

function SearchField({ filter }: { filter: Filter }) {
  const { t } = useText();
  const navigate = useNavigate();
  const [text, setText] = useSearchText(filter.q, (q) => void navigate({ to: '.', search: { q }, replace: true }));
  return (
    <TextInput
      leftSection={<IconSearch size={16} />}
      placeholder={t('guests.searchHint')}
      aria-label={t('guests.search')}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
    />
  );
}

function NoGuests({ filter }: { filter: Filter }) {
  const { t } = useText();
  const navigate = useNavigate();
  return (
    <NothingListed
      icon={IconMessage}
      filtered={filter.q !== undefined}
      showAll={() => void navigate({ to: '/guests', search: {} })}
      title={t('guests.none')}
      why={t('guests.noneWhy')}
    />
  );
}

function NoneChosen() {
  const { t } = useText();
  return (
    <div className={styles.unchosen}>
      <Empty icon={IconMessages} title={t('guests.choose')} why={t('guests.chooseWhy')} />
    </div>
  );
}
