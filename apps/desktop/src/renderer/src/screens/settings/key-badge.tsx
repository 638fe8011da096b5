import { IconCheck, IconCircleDashed, IconClock, IconX } from '@tabler/icons-react';
import type { AgentClient } from '../../agent/agent-client.ts';
import { StateBadge, type StateLook } from '../../states/state-badge.tsx';
import { useText } from '../../text/use-text.ts';
import { useNow } from '../../time/use-now.ts';
import { type KeyState, keyState } from './key-state.ts';

export type ApiKey = Awaited<ReturnType<AgentClient['access']['apiKeys']>>[number];

const looks: Record<KeyState, StateLook> = {
  good: { tone: 'good', icon: IconCheck },
  unused: { tone: 'plain', icon: IconCircleDashed },
  ending: { tone: 'warn', icon: IconClock },
  ended: { tone: 'bad', icon: IconX },
};

export function KeyBadge({ apiKey }: { apiKey: ApiKey }) {
  const { t } = useText();
  const state = keyState(apiKey, useNow(60_000));
  return <StateBadge look={looks[state]}>{t(`settings.keys.states.${state}`)}</StateBadge>;
}
