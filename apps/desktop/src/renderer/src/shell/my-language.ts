import { useMutation, useQueryClient } from '@tanstack/react-query';
import { putSession } from '../access/session-query.ts';
import { useAgent } from '../agent/agent-context.tsx';
import type { Language } from '../text/i18n.ts';
import { useSwitchLanguage } from './language.tsx';

/** Changes the language of the person signed in: here at once, and at the agent, which keeps it for every desktop. */
export function useMyLanguage() {
  const { client } = useAgent();
  const queries = useQueryClient();
  const switchLanguage = useSwitchLanguage();
  return useMutation({
    mutationFn: (language: Language) => client.access.setLanguage({ language }),
    onMutate: switchLanguage,
    onSuccess: (session) => putSession(queries, session),
  });
}
