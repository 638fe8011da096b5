import type { Conversation } from '@banrimkwae/contract/messages';
import { Group, Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconSend } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../../agent/agent-context.tsx';
import { useAttemptKey } from '../../agent/attempt-key.ts';
import { useProviderName } from '../../connections/provider-name.tsx';
import { ErrorPanel } from '../../feedback/error-panel.tsx';
import { GuardedButton } from '../../feedback/guarded-button.tsx';
import { useText } from '../../text/use-text.ts';

type SendByLineProps = { guest: string; text: string; setSpeech: (language: 'en' | 'th') => void; done: () => void };

const TYPING = 250;

/** Picks the guest's conversation, offered by their name first, and sends the text there in their language. */
export function SendByLine({ guest, text, setSpeech, done }: SendByLineProps) {
  const { t } = useText();
  const nameOf = useProviderName();
  const { chosen, choose, text: search, setText: setSearch, conversations } = useConversations(guest);
  const labelOf = ({ guestName, provider }: Conversation) => `${guestName} · ${nameOf(provider)}`;
  const send = useSend(done);
  const blocked = !chosen ? t('payments.chooseConversation') : chosen.reachable ? undefined : t('payments.notReachable');
  return (
    <Group gap={8} mt={8} align="flex-end">
      <Select
        flex={1}
        label={t('payments.conversation')}
        placeholder={t('payments.conversationHint')}
        searchable
        filter={({ options }) => options}
        nothingFoundMessage={t('payments.noConversation')}
        searchValue={search}
        onSearchChange={setSearch}
        value={chosen?.id ?? null}
        data={conversations.map((one) => ({ value: one.id, label: labelOf(one) }))}
        onChange={(id) => {
          const next = conversations.find((one) => one.id === id);
          choose(next);
          if (next?.language) setSpeech(next.language.startsWith('th') ? 'th' : 'en');
        }}
      />
      <GuardedButton
        may="messages.send"
        blocked={blocked}
        loading={send.isPending}
        leftSection={<IconSend size={16} />}
        onClick={() => chosen && send.mutate({ id: chosen.id, text })}
      >
        {t('payments.sendNow')}
      </GuardedButton>
      {send.error && <ErrorPanel fault={send.error} />}
    </Group>
  );
}

/** What the search finds, the guest's own name first. What is chosen stays, though its label then stands in the search field. */
function useConversations(guest: string) {
  const [text, setText] = useState('');
  const [chosen, choose] = useState<Conversation>();
  const [typed] = useDebouncedValue(text.trim(), TYPING);
  const q = chosen && typed.startsWith(chosen.guestName) ? chosen.guestName : typed;
  const found = useQuery({
    ...useApi().messages.conversations.queryOptions({ input: { limit: 20, ...(q !== '' && { q }) } }),
    placeholderData: (before) => before,
  });
  const others = (found.data?.items ?? []).filter(({ id }) => id !== chosen?.id);
  const named = ({ guestName }: Conversation) => Number(guestName === guest);
  const conversations = [...(chosen ? [chosen] : []), ...others.toSorted((left, right) => named(right) - named(left))];
  return { chosen, choose, text, setText, conversations };
}

function useSend(done: () => void) {
  const { t } = useText();
  const api = useApi();
  const queries = useQueryClient();
  const key = useAttemptKey();
  const send = useMutation(
    api.messages.send.mutationOptions({
      onError: key.refused,
      onSuccess: () => {
        notifications.show({ message: t('payments.sent'), color: 'river' });
        done();
        return queries.invalidateQueries({ queryKey: api.messages.key() });
      },
    }),
  );
  return { ...send, mutate: ({ id, text }: { id: string; text: string }) => send.mutate({ id, text, idempotencyKey: key.value }) };
}
