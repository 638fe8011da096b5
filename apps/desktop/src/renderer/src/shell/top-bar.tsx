import { ActionIcon, Kbd, Tooltip, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { useColorScheme } from '@mantine/hooks';
import { IconMoon, IconSearch, IconSun } from '@tabler/icons-react';
import { useAgent } from '../agent/agent-context.tsx';
import { useLink } from '../agent/live-connection.tsx';
import { useText } from '../text/use-text.ts';
import { formatInstant } from '../time/format-time.ts';
import { useTimeStyle } from '../time/resort.tsx';
import { LanguageButton } from './language.tsx';
import { useMyLanguage } from './my-language.ts';
import { OperatorMenu } from './operator-menu.tsx';
import { PracticeMenu } from './practice-menu.tsx';
import styles from './shell.module.css';

export function TopBar({ openSearch }: { openSearch: () => void }) {
  const { t } = useText();
  return (
    <header className={styles.bar}>
      <UnstyledButton className={styles.search} onClick={openSearch}>
        <IconSearch size={16} aria-hidden />
        <span className={styles.searchWords}>{t('shell.searchHint')}</span>
        <Kbd size="xs" className={styles.wide}>
          Ctrl K
        </Kbd>
      </UnstyledButton>
      <div className={styles.right}>
        <PracticeMenu />
        <AgentState />
        <MyLanguage />
        <ThemeButton />
        <OperatorMenu />
      </div>
    </header>
  );
}

function AgentState() {
  const { t } = useText();
  const link = useLink();
  const style = useTimeStyle();
  const state = link.state === 'connected' ? 'connected' : link.state === 'offline' ? 'offline' : 'reconnecting';
  const since = t('shell.since', { time: formatInstant(link.since, 'clockWithSeconds', style) });
  return (
    <Tooltip label={`${t(`shell.agent.${state}Long`)} ${since}`}>
      <span className={styles.agent} data-state={state} role="status">
        <span className={styles.dot} aria-hidden />
        <span className={styles.wide}>{t(`shell.agent.${state}`)}</span>
        {state === 'connected' && link.latencyMs !== undefined && <span className={styles.wide}>{link.latencyMs} ms</span>}
      </span>
    </Tooltip>
  );
}

/** The language is the person's, so the agent keeps it. */
function MyLanguage() {
  const { mutate } = useMyLanguage();
  return <LanguageButton choose={(language) => mutate(language)} />;
}

export function ThemeButton() {
  const { t } = useText();
  const { platform } = useAgent();
  const { setColorScheme, colorScheme } = useMantineColorScheme();
  const system = useColorScheme();
  const dark = (colorScheme === 'auto' ? system : colorScheme) === 'dark';
  const label = t(dark ? 'shell.toLight' : 'shell.toDark');
  const toggle = () => {
    const next = dark ? 'light' : 'dark';
    setColorScheme(next);
    void platform.theme(next);
  };
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" size="lg" aria-label={label} onClick={toggle}>
        {dark ? <IconSun size={18} /> : <IconMoon size={18} />}
      </ActionIcon>
    </Tooltip>
  );
}
