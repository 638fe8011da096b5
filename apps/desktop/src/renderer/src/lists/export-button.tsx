import { notifications } from '@mantine/notifications';
import { IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { faultWords } from '../agent/agent-fault.ts';
import { GuardedButton } from '../feedback/guarded-button.tsx';
import { useText } from '../text/use-text.ts';
import { collectPages, MOST_ROWS } from './collect-pages.ts';
import { csvOf, saveText } from './csv.ts';
import type { Page } from './live-list.tsx';

export type ExportButtonProps<Row> = {
  /** Of the file, without ending. */
  name: string;
  /** A page of the list as it is filtered now. */
  read: (paging: { cursor?: string; limit: number }) => Promise<Page<Row>>;
  columns: readonly (readonly [head: string, cell: (row: Row) => string | number])[];
};

/** Saves the list as it is filtered, also what has not been scrolled to yet. */
export function ExportButton<Row>({ name, read, columns }: ExportButtonProps<Row>) {
  const { t, language } = useText();
  const save = useMutation({
    mutationFn: () => collectPages(read),
    onSuccess: ({ rows, complete }) => {
      const head = columns.map(([title]) => title);
      const cells = rows.map((row) => columns.map(([, cell]) => cell(row)));
      saveText(`${name}.csv`, csvOf(head, cells), 'text/csv');
      if (!complete) notifications.show({ message: t('feedback.exportCut', { count: MOST_ROWS }), color: 'yellow' });
    },
    onError: (fault) => notifications.show({ message: faultWords(fault, language).message, color: 'red' }),
  });
  return (
    <GuardedButton variant="default" leftSection={<IconDownload size={16} />} loading={save.isPending} onClick={() => save.mutate()}>
      {t('feedback.export')}
    </GuardedButton>
  );
}
