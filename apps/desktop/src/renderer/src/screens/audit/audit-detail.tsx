import type { AuditEntry } from '@banrimkwae/contract/access';
import { Button } from '@mantine/core';
import { IconFilter } from '@tabler/icons-react';
import { CopyableId } from '../../details/copyable-id.tsx';
import { Facts } from '../../details/facts.tsx';
import { JsonView } from '../../details/json-view.tsx';
import { SubjectLink } from '../../details/subject-link.tsx';
import { DetailDrawer } from '../../drawer/detail-drawer.tsx';
import { Section } from '../../drawer/section.tsx';
import { useText } from '../../text/use-text.ts';
import { ExactTime } from '../../time/time-ago.tsx';
import { useActionName, useActorName } from './action-name.ts';

type AuditDetailProps = {
  entry: AuditEntry;
  close: () => void;
  /** Narrows the list to what has this in common with the entry. */
  only: (filter: { actor?: string; subject?: string }) => void;
};

export function AuditDetail({ entry, close, only }: AuditDetailProps) {
  const { t } = useText();
  const nameOf = useActorName();
  const actionOf = useActionName();
  const { subject } = entry;
  return (
    <DetailDrawer
      key={entry.id}
      title={actionOf(entry.action)}
      onClose={close}
      footer={
        <>
          <Button variant="default" leftSection={<IconFilter size={16} />} onClick={() => only({ actor: entry.actor })}>
            {t('audit.onlyBy', { name: nameOf(entry) })}
          </Button>
          {subject !== null && (
            <Button variant="default" leftSection={<IconFilter size={16} />} onClick={() => only({ subject })}>
              {t('audit.sameSubject')}
            </Button>
          )}
        </>
      }
    >
      <Facts
        facts={[
          [t('audit.who'), nameOf(entry)],
          [t('audit.at'), <ExactTime key="at" at={entry.at} />],
          [t('audit.about'), subject !== null && <SubjectLink key="subject" id={subject} />],
          [t('audit.number'), entry.sequence],
          [t('audit.action'), <CopyableId key="action" value={entry.action} />],
          [t('audit.actor'), <CopyableId key="actor" value={entry.actor} />],
          [t('audit.hash'), <CopyableId key="hash" value={entry.hash} />],
        ]}
      />
      <Section title={t('audit.detail')}>
        <JsonView text={Object.keys(entry.detail).length === 0 ? '' : JSON.stringify(entry.detail)} label={t('audit.detail')} />
      </Section>
    </DetailDrawer>
  );
}
