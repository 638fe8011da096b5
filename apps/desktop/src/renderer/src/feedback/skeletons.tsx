import { Skeleton, Stack, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useText } from '../text/use-text.ts';

const SLOW_AFTER = 3000;

/** Says after three seconds what is being waited for. */
function SlowNote() {
  const { t } = useText();
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), SLOW_AFTER);
    return () => clearTimeout(timer);
  }, []);
  return (
    <Text className="quiet" role="status" size="xs" mih={20}>
      {slow ? t('feedback.stillLoading') : ''}
    </Text>
  );
}

const listRows = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

export function ListSkeleton() {
  return (
    <Stack gap={8} aria-busy="true">
      <Skeleton h={36} />
      {listRows.map((row) => (
        <Skeleton key={row} h={36} />
      ))}
      <SlowNote />
    </Stack>
  );
}

export function DetailSkeleton() {
  return (
    <Stack gap={12} aria-busy="true">
      <Skeleton h={28} w="60%" />
      <Skeleton h={18} w="40%" />
      <Skeleton h={96} />
      <Skeleton h={160} />
      <SlowNote />
    </Stack>
  );
}

const cards = ['a', 'b', 'c', 'd'];

export function CardsSkeleton() {
  return (
    <Stack gap={12} aria-busy="true">
      {cards.map((card) => (
        <Skeleton key={card} h={88} />
      ))}
      <SlowNote />
    </Stack>
  );
}
