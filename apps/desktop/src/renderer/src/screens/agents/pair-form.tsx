import type { DeskApi } from '@banrimkwae/contract/desk';
import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { unwrap } from '../../agent/desk-transport.ts';
import { ErrorPanel } from '../../feedback/error-panel.tsx';
import { useText } from '../../text/use-text.ts';
import styles from './agents.module.css';

/** Two steps: look at the certificate the agent shows, compare it with the one printed beside the code, then trade the code. */
export function PairForm({ desk, done }: { desk: DeskApi; done: () => void }) {
  const { t } = useText();
  const queries = useQueryClient();
  const [address, setAddress] = useState('');
  const [code, setCode] = useState('');
  const inspect = useMutation({ mutationFn: async () => unwrap(await desk['agents.inspect']({ address })) });
  const seen = inspect.data;
  const pair = useMutation({
    mutationFn: async (fingerprint: string) => unwrap(await desk['agents.pair']({ address, code, fingerprint })),
    onSuccess: async () => {
      done();
      await queries.resetQueries();
    },
  });
  return (
    <Stack gap={8} mt={8}>
      <Text size="xs" className="quiet">
        {t('access.agents.pairHint')}
      </Text>
      <TextInput
        label={t('access.agents.address')}
        placeholder="192.0.2.20:7300"
        value={address}
        onChange={(event) => {
          setAddress(event.currentTarget.value);
          inspect.reset();
        }}
      />
      {seen && (
        <>
          <Text size="xs">{t('access.agents.compare')}</Text>
          <div className={styles.fingerprint}>{seen.shown}</div>
          <TextInput
            label={t('access.agents.code')}
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
            autoComplete="off"
          />
        </>
      )}
      {(inspect.error ?? pair.error) && <ErrorPanel fault={inspect.error ?? pair.error} />}
      <Group gap={8}>
        <Button variant="default" size="compact-md" onClick={done}>
          {t('feedback.cancel')}
        </Button>
        {seen ? (
          <Button
            size="compact-md"
            loading={pair.isPending}
            disabled={code.trim().length < 4}
            onClick={() => pair.mutate(seen.fingerprint)}
          >
            {t('access.agents.pair')}
          </Button>
        ) : (
          <Button size="compact-md" loading={inspect.isPending} disabled={address.trim() === ''} onClick={() => inspect.mutate()}>
            {t('access.agents.inspect')}
          </Button>
        )}
      </Group>
    </Stack>
  );
}
