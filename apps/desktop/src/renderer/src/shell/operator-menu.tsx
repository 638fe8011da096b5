import { Menu, Text, UnstyledButton } from '@mantine/core';
import { IconLogout, IconSettings, IconUserCircle } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useSession } from '../access/session-context.tsx';
import { forgetAnswers, putSession } from '../access/session-query.ts';
import { useAgent } from '../agent/agent-context.tsx';
import { useText } from '../text/use-text.ts';
import styles from './shell.module.css';

export function OperatorMenu() {
  const { t } = useText();
  const { operator } = useSession();
  const { sessions, api } = useAgent();
  const queries = useQueryClient();
  const navigate = useNavigate();
  /** Signed out here even when the agent cannot be told: whoever stands here next must not act in this name. */
  const signOut = async () => {
    try {
      await sessions.signOut();
    } finally {
      putSession(queries, null);
      forgetAnswers(queries, [api.system.info.key()]);
      void navigate({ to: '/' });
    }
  };
  return (
    <Menu width={220}>
      <Menu.Target>
        <UnstyledButton className={styles.operator} aria-label={t('shell.operatorMenu', { name: operator.name })}>
          <IconUserCircle size={22} stroke={1.5} aria-hidden />
          <span className={styles.wide}>{operator.name}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="sm" fw={600} c="var(--mantine-color-text)">
            {operator.name}
          </Text>
          {t(`access.roles.${operator.role}`)}
        </Menu.Label>
        <Menu.Item leftSection={<IconSettings size={16} />} onClick={() => void navigate({ to: '/settings' })}>
          {t('shell.places.settings')}
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void signOut()}>
          {t('access.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
