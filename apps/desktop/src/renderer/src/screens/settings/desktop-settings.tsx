import type { DeskApi } from '@banrimkwae/contract/desk';
import { useQuery } from '@tanstack/react-query';
import { useAgent } from '../../agent/agent-context.tsx';
import { unwrap } from '../../agent/desk-transport.ts';
import { Facts } from '../../details/facts.tsx';
import { Section } from '../../drawer/section.tsx';
import { Loaded } from '../../feedback/loaded.tsx';
import { useText } from '../../text/use-text.ts';
import { useSystem } from '../../time/resort.tsx';
import { AgentsPanel } from '../agents/agents-panel.tsx';
import styles from './settings.module.css';

/** This machine: the agents it knows, and which versions talk to each other. */
export function DesktopSettings() {
  const { t } = useText();
  const { desk } = useAgent();
  const { version } = useSystem();
  return (
    <div className={styles.card}>
      <Section title={t('settings.about')}>
        <Facts facts={[[t('settings.agentVersion'), version]]} />
        {desk && <DeskFacts desk={desk} />}
      </Section>
      {desk ? <AgentsPanel desk={desk} /> : <p className={styles.why}>{t('settings.inBrowser')}</p>}
    </div>
  );
}

function DeskFacts({ desk }: { desk: DeskApi }) {
  const { t, pick } = useText();
  const info = useQuery({ queryKey: ['desk', 'info'], queryFn: async () => unwrap(await desk['desk.info']()) });
  return (
    <Loaded query={info} skeleton={null}>
      {({ version, platform, keychain }) => (
        <Facts
          facts={[
            [t('settings.desktopVersion'), `${version} (${platform})`],
            [t('settings.remembering'), pick(keychain.sentence)],
          ]}
        />
      )}
    </Loaded>
  );
}
