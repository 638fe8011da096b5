import { Button, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useApi } from '../agent/agent-context.tsx';
import { faultWords } from '../agent/agent-fault.ts';
import { useText } from '../text/use-text.ts';
import { useSystem } from '../time/resort.tsx';

/** What the outside world can be asked to do, in the practice profile only. */
export function PracticeMenu() {
  return useSystem().profile === 'practice' ? <Scenes /> : null;
}

function Scenes() {
  const { t, pick, language } = useText();
  const api = useApi();
  const scenes = useQuery(api.system.scenes.queryOptions({ staleTime: Number.POSITIVE_INFINITY }));
  const play = useMutation(
    api.system.playScene.mutationOptions({
      onSuccess: () => notifications.show({ message: t('shell.scenePlayed'), color: 'river' }),
      onError: (fault) => notifications.show({ message: faultWords(fault, language).message, color: 'red' }),
    }),
  );
  return (
    <Menu width={280}>
      <Menu.Target>
        <Button variant="default" size="compact-sm" leftSection={<IconPlayerPlay size={14} />} loading={play.isPending}>
          {t('shell.practice')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('shell.practiceHint')}</Menu.Label>
        {scenes.data?.map(({ provider, scene, label }) => (
          <Menu.Item key={`${provider}/${scene}`} onClick={() => play.mutate({ provider, scene, input: {} })}>
            {pick(label)}
          </Menu.Item>
        ))}
        {scenes.data?.length === 0 && <Menu.Item disabled>{t('shell.noScenes')}</Menu.Item>}
      </Menu.Dropdown>
    </Menu>
  );
}
