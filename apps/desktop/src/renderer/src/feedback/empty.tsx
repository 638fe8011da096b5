import { EmptyState } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';

/** Why there is nothing here, and the one next step. */
export function Empty({ icon: Mark, title, why, next }: { icon: Icon; title: string; why: string; next?: ReactNode }) {
  return (
    <EmptyState
      py={48}
      icon={<Mark size={32} stroke={1.5} aria-hidden />}
      title={title}
      description={why}
      styles={{ description: { color: 'var(--quiet)' }, indicator: { color: 'var(--quiet)' } }}
    >
      {next !== undefined && <EmptyState.Actions>{next}</EmptyState.Actions>}
    </EmptyState>
  );
}
