import type { OutgoingEndpoint } from '@banrimkwae/contract/outgoing';
import { Button, Group, Select, Stack, Text } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../../agent/agent-context.tsx';
import { Section } from '../../drawer/section.tsx';
import { ErrorPanel } from '../../feedback/error-panel.tsx';
import { GuardedButton } from '../../feedback/guarded-button.tsx';
import { useText } from '../../text/use-text.ts';
import { ExactTime } from '../../time/time-ago.tsx';
import { ShownOnce } from '../settings/shown-once.tsx';

const overlaps = ['0', '1', '24', '72', '168'] as const;
type Overlap = (typeof overlaps)[number];

/** The secret that signs what is told. A new one takes over while the old one still signs beside it, so that nothing is refused meanwhile. */
export function SigningSecret({ endpoint }: { endpoint: OutgoingEndpoint }) {
  const { t } = useText();
  const api = useApi();
  const queries = useQueryClient();
  const [choosing, setChoosing] = useState(false);
  const rotate = useMutation(
    api.outgoing.rotate.mutationOptions({ onSuccess: () => queries.invalidateQueries({ queryKey: api.outgoing.endpoints.key() }) }),
  );
  const end = () => {
    setChoosing(false);
    rotate.reset();
  };
  return (
    <Section title={t('outgoing.secret')}>
      {rotate.data ? (
        <ShownOnce
          value={rotate.data.secret}
          why={t('outgoing.shownOnce')}
          copy={t('outgoing.copySecret')}
          done={t('outgoing.done')}
          close={end}
        />
      ) : (
        <Stack gap={8}>
          <Text>
            {t('outgoing.secretEnds')} <span className="mono">··{endpoint.secretEnds}</span>
          </Text>
          {endpoint.oldSecretUntil !== null && (
            <Text className="quiet">
              {t('outgoing.oldUntil')} <ExactTime at={endpoint.oldSecretUntil} />
            </Text>
          )}
          {choosing ? (
            <Rotation
              busy={rotate.isPending}
              fault={rotate.error}
              cancel={end}
              start={(overlapHours) => rotate.mutate({ id: endpoint.id, overlapHours })}
            />
          ) : (
            <Group>
              <GuardedButton
                may="outgoing.manage"
                variant="default"
                size="compact-sm"
                leftSection={<IconRefresh size={14} />}
                onClick={() => setChoosing(true)}
              >
                {t('outgoing.rotate')}
              </GuardedButton>
            </Group>
          )}
        </Stack>
      )}
    </Section>
  );
}

type RotationProps = { busy: boolean; fault: unknown; cancel: () => void; start: (overlapHours: number) => void };

function Rotation({ busy, fault, cancel, start }: RotationProps) {
  const { t } = useText();
  const [overlap, setOverlap] = useState<Overlap>('24');
  return (
    <>
      <Select
        label={t('outgoing.overlap')}
        description={t('outgoing.overlapWhy')}
        allowDeselect={false}
        value={overlap}
        data={overlaps.map((value) => ({ value, label: t(`outgoing.overlaps.${value}`) }))}
        onChange={(value) => setOverlap(overlaps.find((one) => one === value) ?? overlap)}
      />
      {fault !== null && fault !== undefined && <ErrorPanel fault={fault} />}
      <Group gap={8}>
        <GuardedButton may="outgoing.manage" loading={busy} onClick={() => start(Number(overlap))}>
          {t('outgoing.rotateVerb')}
        </GuardedButton>
        <Button variant="default" onClick={cancel}>
          {t('feedback.cancel')}
        </Button>
      </Group>
    </>
  );
}
