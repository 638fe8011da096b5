import { Group, Title } from '@mantine/core';
import type { ReactNode } from 'react';

/** A part of a detail with its heading and, at the right, its action. */
export function Section({ title, action, children }: { title: string; action?: ReactNode; children: ReactNode }) {
  return (
    <section>
      <Group justify="space-between" mb={8} wrap="nowrap">
        <Title order={3}>{title}</Title>
        {action}
      </Group>
      {children}
    </section>
  );
}
