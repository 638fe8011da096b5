import { Group, Text } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { faultWords } from '../agent/agent-fault.ts';
import { useText } from '../text/use-text.ts';
import { TimeAgo } from '../time/time-ago.tsx';

/** Says that what stands below is an old answer, how old, and why. Nothing while all is well. */
export function StaleNote({ query }: { query: { error: unknown; dataUpdatedAt: number } }) {
  const { t, language } = useText();
  if (!query.error) return null;
  return (
    <Group gap={6} role="status" c="var(--tone-warn)" wrap="nowrap">
      <IconHistory size={16} aria-hidden />
      <Text size="xs">
        {t('feedback.asOf')} <TimeAgo at={new Date(query.dataUpdatedAt).toISOString()} /> · {faultWords(query.error, language).message}
      </Text>
    </Group>
  );
}
