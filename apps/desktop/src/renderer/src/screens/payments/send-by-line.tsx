import { Group, Select, Text } from '@mantine/core';
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
  const api = useApi();
  const [search, setSearch] = useState('');
  const [q] = useDebouncedValue(search.trim(), TYPING);
  const [chosen, setChosen] = useState<string | null>(null);
  const found = useQuery({
    ...api.messages.conversations.queryOptions({ input: { limit: 20, ...(q !== '' && { q }) } }),
    placeholderData: (before) => before,
  });
  const send = useSend(done);
  const conversations = (found.data?.items ?? []).toSorted(
    (left, right) => Number(right.guestName === guest) - Number(left.guestName === guest),
  );
  const conversation = conversations.find(({ id }) => id === chosen);
  const blocked = !conversation ? t('payments.chooseConversation') : conversation.reachable ? undefined : t('payments.notReachable');
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
        value={chosen}
        data={conversations.map(({ id, guestName, provider }) => ({ value: id, label: `${guestName} · ${nameOf(provider)}` }))}
        onChange={(id) => {
          setChosen(id);
          const speaks = conversations.find((one) => one.id === id)?.language;
          if (speaks !== null && speaks !== undefined) setSpeech(speaks.startsWith('th') ? 'th' : 'en');
        }}
      />
      <GuardedButton
        may="messages.send"
        blocked={blocked}
        loading={send.isPending}
        leftSection={<IconSend size={16} />}
        onClick={() => chosen !== null && send.mutate({ id: chosen, text })}
      >
        {t('payments.sendNow')}
      </GuardedButton>
      {found.error && <Text size="xs">{t('payments.noConversation')}</Text>}
      {send.error && <ErrorPanel fault={send.error} />}
    </Group>
  );
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
