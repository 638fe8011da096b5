import type { Message, OpenConversation } from '@banrimkwae/contract/messages';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useSession } from '../../access/session-context.tsx';
import { useApi } from '../../agent/agent-context.tsx';
import { isPlainRefusal } from '../../agent/agent-fault.ts';

/** An answer the agent has not taken yet. The key stays the same until the agent has said no, so a repeat cannot arrive twice. */
export type Attempt = { key: string; text: string; at: string; fault: unknown };

export type Outbox = {
  attempts: readonly Attempt[];
  send: (text: string) => void;
  sendAgain: (attempt: Attempt) => void;
  drop: (key: string) => void;
};

/** Kept with the answers of the agent: it outlives the screen and goes when the operator signs out. */
const kept = { enabled: false, staleTime: Number.POSITIVE_INFINITY, gcTime: Number.POSITIVE_INFINITY } as const;

/** What was begun and not sent, for each guest and operator. */
export function useDraft(conversationId: string): [string, (text: string) => void] {
  const queries = useQueryClient();
  const queryKey = ['draft', useSession().operator.id, conversationId];
  const { data } = useQuery({ queryKey, queryFn: () => '', initialData: '', ...kept });
  return [data, (text) => void queries.setQueryData(queryKey, text)];
}

/** Sends one after another, in the order of writing; what did not get through waits here to be sent again. */
export function useOutbox(conversationId: string): Outbox {
  const api = useApi();
  const queries = useQueryClient();
  const queryKey = ['outbox', useSession().operator.id, conversationId];
  const { data: attempts } = useQuery<Attempt[]>({ queryKey, queryFn: () => [], initialData: [], ...kept });
  const change = (next: (before: Attempt[]) => Attempt[]) => queries.setQueryData<Attempt[]>(queryKey, (before) => next(before ?? []));
  const drop = (key: string) => change((before) => before.filter((one) => one.key !== key));
  const conversationKey = api.messages.conversation.queryKey({ input: { id: conversationId } });
  const { mutate } = useMutation(
    api.messages.send.mutationOptions({
      scope: { id: `send:${conversationId}` },
      onSuccess: (message, { idempotencyKey }) => {
        queries.setQueryData<OpenConversation>(conversationKey, (before) => before && withMessage(before, message));
        drop(idempotencyKey);
        return queries.invalidateQueries({ queryKey: api.messages.key() });
      },
      onError: (fault, { idempotencyKey }) =>
        change((before) => before.map((one) => (one.key === idempotencyKey ? { ...one, fault } : one))),
    }),
  );
  const attempt = (text: string, key: string) => {
    change((before) => [...before, { key, text, at: new Date().toISOString(), fault: null }]);
    mutate({ id: conversationId, idempotencyKey: key, text });
  };
  return {
    attempts,
    send: (text) => attempt(text, crypto.randomUUID()),
    sendAgain: ({ key, text, fault }) => {
      drop(key);
      attempt(text, isPlainRefusal(fault) ? crypto.randomUUID() : key);
    },
    drop,
  };
}

function withMessage(conversation: OpenConversation, message: Message): OpenConversation {
  if (conversation.messages.some(({ id }) => id === message.id)) return conversation;
  return { ...conversation, messages: [...conversation.messages, message] };
}
