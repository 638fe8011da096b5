import { Button } from '@mantine/core';
import { type Icon, IconSearch } from '@tabler/icons-react';
import { Empty } from '../feedback/empty.tsx';
import { useText } from '../text/use-text.ts';

export type NothingListedProps = {
  icon: Icon;
  /** Whether something is there that the filter hides. */
  filtered: boolean;
  showAll: () => void;
  title: string;
  why: string;
};

/** An empty list: because of its filter, or because there is nothing yet. */
export function NothingListed({ icon, filtered, showAll, title, why }: NothingListedProps) {
  const { t } = useText();
  if (!filtered) return <Empty icon={icon} title={title} why={why} />;
  return (
    <Empty
      icon={IconSearch}
      title={t('feedback.noneFound')}
      why={t('feedback.noneFoundWhy')}
      next={
        <Button variant="default" onClick={showAll}>
          {t('feedback.showAll')}
        </Button>
      }
    />
  );
}
