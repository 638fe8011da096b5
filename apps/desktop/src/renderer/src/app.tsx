import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider, useQuery } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import type { i18n } from 'i18next';
import { useState } from 'react';
import { I18nextProvider } from 'react-i18next';
import { SessionContext } from './access/session-context.tsx';
import { sessionQuery } from './access/session-query.ts';
import { type AgentAccess, AgentContext, useAgent } from './agent/agent-context.tsx';
import { LiveConnection } from './agent/live-connection.tsx';
import { theme } from './look/theme.ts';
import { createQueryClient } from './query-client.ts';
import { router } from './routes.tsx';
import { NoAgent } from './screens/agents/no-agent.tsx';
import { SignInScreen } from './screens/sign-in/sign-in-screen.tsx';
import { SystemContext } from './time/resort.tsx';

export function App({ i18n, access }: { i18n: i18n; access: AgentAccess }) {
  const [queries] = useState(createQueryClient);
  return (
    <I18nextProvider i18n={i18n}>
      <MantineProvider theme={theme} defaultColorScheme="auto">
        <Notifications position="bottom-right" limit={3} transitionDuration={120} />
        <QueryClientProvider client={queries}>
          <AgentContext value={access}>
            <Gate />
          </AgentContext>
        </QueryClientProvider>
      </MantineProvider>
    </I18nextProvider>
  );
}

/** First the agent, then who is there, then the screens. */
function Gate() {
  const { api, sessions } = useAgent();
  const info = useQuery(api.system.info.queryOptions({ staleTime: Number.POSITIVE_INFINITY }));
  const session = useQuery(sessionQuery(sessions));
  const fault = info.data ? session.error : (info.error ?? session.error);
  if (fault && (!info.data || !session.data)) {
    return <NoAgent fault={fault} retry={() => void Promise.all([info.refetch(), session.refetch()])} />;
  }
  if (!info.data || !session.data) return null;
  const { session: signedIn, ended } = session.data;
  return (
    <SystemContext value={info.data}>
      {signedIn === null ? (
        <SignInScreen ended={ended} />
      ) : (
        <SessionContext value={signedIn}>
          <LiveConnection>
            <RouterProvider router={router} />
          </LiveConnection>
        </SessionContext>
      )}
    </SystemContext>
  );
}
