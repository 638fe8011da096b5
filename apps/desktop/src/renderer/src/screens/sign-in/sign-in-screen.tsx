import { Alert, Button, Divider, Group, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { IconClock, IconSchool } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { putSession } from '../../access/session-query.ts';
import { useAgent } from '../../agent/agent-context.tsx';
import type { SessionCalls } from '../../agent/sessions.ts';
import { ErrorPanel } from '../../feedback/error-panel.tsx';
import { Brand } from '../../shell/brand.tsx';
import { LanguageButton, useSwitchLanguage } from '../../shell/language.tsx';
import { ThemeButton } from '../../shell/top-bar.tsx';
import { useText } from '../../text/use-text.ts';
import { useSystem } from '../../time/resort.tsx';
import { AgentsPanel } from '../agents/agents-panel.tsx';
import styles from './sign-in.module.css';

type How = (sessions: SessionCalls) => ReturnType<SessionCalls['signIn']>;

/** `ended`: somebody was signed in until a moment ago; nothing they did is lost. */
export function SignInScreen({ ended }: { ended: boolean }) {
  const { t, pick } = useText();
  const { resort, profile } = useSystem();
  const { desk } = useAgent();
  const signIn = useSignIn();
  useDocumentTitle(`${t('access.signIn')} · ${t('shell.product')}`);
  return (
    <main className={styles.ground}>
      <div className={styles.tools}>
        <SignInLanguage />
        <ThemeButton />
      </div>
      <section className={styles.card}>
        <Group gap={12} c="var(--accent-text)" mb={20}>
          <Brand size={36} />
          <div>
            <Title order={1} c="var(--mantine-color-text)">
              {pick(resort.name)}
            </Title>
            <Text className="quiet">{t('shell.product')}</Text>
          </div>
        </Group>
        {ended && (
          <Alert color="yellow" icon={<IconClock />} mb="md" c="var(--mantine-color-text)">
            {t('access.ended')}
          </Alert>
        )}
        <PasswordForm busy={signIn.isPending} submit={(credentials) => signIn.mutate((sessions) => sessions.signIn(credentials))} />
        {signIn.error && (
          <div className={styles.fault}>
            <ErrorPanel fault={signIn.error} />
          </div>
        )}
        {profile === 'practice' && <PracticeRoles busy={signIn.isPending} start={signIn.mutate} />}
        {desk && <AgentsPanel desk={desk} />}
      </section>
    </main>
  );
}

function useSignIn() {
  const { sessions } = useAgent();
  const queries = useQueryClient();
  const { i18n } = useTranslation();
  const switchLanguage = useSwitchLanguage();
  return useMutation({
    mutationFn: (how: How) => how(sessions),
    onSuccess: (session) => {
      if (session.operator.language !== i18n.language) switchLanguage(session.operator.language);
      putSession(queries, session);
    },
  });
}

function SignInLanguage() {
  const switchLanguage = useSwitchLanguage();
  return <LanguageButton choose={switchLanguage} />;
}

type Credentials = { username: string; password: string };

function PasswordForm({ busy, submit }: { busy: boolean; submit: (credentials: Credentials) => void }) {
  const { t } = useText();
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy) submit({ username: username.trim(), password });
  };
  return (
    <form onSubmit={onSubmit}>
      <Stack gap={12}>
        <TextInput
          label={t('access.username')}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus
          required
          value={username}
          onChange={(event) => setUsername(event.currentTarget.value)}
        />
        <PasswordInput
          label={t('access.password')}
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Button type="submit" fullWidth loading={busy} mt={4}>
          {t('access.signIn')}
        </Button>
      </Stack>
    </form>
  );
}

function PracticeRoles({ busy, start }: { busy: boolean; start: (how: How) => void }) {
  const { t } = useText();
  const { practiceRoles } = useSystem();
  return (
    <div className={styles.practice}>
      <Divider my={20} label={t('access.practiceDivider')} />
      <Group gap={6} mb={8} c="var(--tone-warn)">
        <IconSchool size={16} aria-hidden />
        <Text size="xs">{t('access.practiceNote')}</Text>
      </Group>
      <div className={styles.roles}>
        {practiceRoles.map(({ role, name }) => (
          <Button key={role} variant="default" disabled={busy} h={48} onClick={() => start((sessions) => sessions.practiceSignIn(role))}>
            <span>
              <span className={styles.role}>{t(`access.roles.${role}`)}</span>
              <span className={styles.who}>{name}</span>
            </span>
          </Button>
        ))}
      </div>
    </div>
  );
}
