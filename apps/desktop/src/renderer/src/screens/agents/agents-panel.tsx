import type { DeskApi, KnownAgent } from '@banrimkwae/contract/desk';
import { Button, Text } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { unwrap } from '../../agent/desk-transport.ts';
import { ErrorPanel } from '../../feedback/error-panel.tsx';
import { StateBadge } from '../../states/state-badge.tsx';
import { useText } from '../../text/use-text.ts';
import styles from './agents.module.css';
import { PairForm } from './pair-form.tsx';

const agentsKey = ['desk', 'agents'];

/** The agents this desktop knows: choose one, forget one, pair another. */
export function AgentsPanel({ desk }: { desk: DeskApi }) {
  const { t } = useText();
  const [pairing, setPairing] = useState(false);
  const agents = useQuery({ queryKey: agentsKey, queryFn: async () => unwrap(await desk['agents.list']()) });
  const change = useAgentChange(desk);
  return (
    <section className={styles.panel} aria-label={t('access.agents.title')}>
      <Text size="xs" className="quiet">
        {t('access.agents.title')}
      </Text>
      {agents.data?.map((agent) => (
        <AgentLine
          key={agent.id}
          agent={agent}
          busy={change.isPending}
          select={() => change.mutate({ call: 'agents.select', id: agent.id })}
          forget={() => change.mutate({ call: 'agents.forget', id: agent.id })}
        />
      ))}
      {change.error && <ErrorPanel fault={change.error} />}
      {pairing ? (
        <PairForm desk={desk} done={() => setPairing(false)} />
      ) : (
        <Button variant="subtle" size="compact-sm" onClick={() => setPairing(true)}>
          {t('access.agents.pairAnother')}
        </Button>
      )}
    </section>
  );
}

function useAgentChange(desk: DeskApi) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ call, id }: { call: 'agents.select' | 'agents.forget'; id: string }) => unwrap(await desk[call]({ id })),
    /** Everything known came from the other agent. */
    onSuccess: () => queries.resetQueries(),
  });
}

type LineProps = { agent: KnownAgent; busy: boolean; select: () => void; forget: () => void };

function AgentLine({ agent, busy, select, forget }: LineProps) {
  const { t } = useText();
  return (
    <div className={styles.agent}>
      <div className={styles.words}>
        <Text truncate>{agent.name}</Text>
        <Text size="xs" className="quiet" truncate>
          {agent.address}
        </Text>
      </div>
      {agent.selected ? (
        <StateBadge look={{ tone: 'good', icon: IconCheck }}>{t('access.agents.selected')}</StateBadge>
      ) : (
        <Button variant="default" size="compact-sm" disabled={busy} onClick={select}>
          {t('access.agents.use')}
        </Button>
      )}
      {agent.fingerprint !== null && (
        <Button variant="subtle" color="gray" size="compact-sm" disabled={busy} onClick={forget}>
          {t('access.agents.forget')}
        </Button>
      )}
    </div>
  );
}
