import { Button } from '@mantine/core';
import { IconMapOff } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { Empty } from '../feedback/empty.tsx';
import { useText } from '../text/use-text.ts';

export function NotFound() {
  const { t } = useText();
  const navigate = useNavigate();
  return (
    <Empty
      icon={IconMapOff}
      title={t('shell.notFound')}
      why={t('shell.notFoundWhy')}
      next={<Button onClick={() => void navigate({ to: '/' })}>{t('shell.toToday')}</Button>}
    />
  );
}
