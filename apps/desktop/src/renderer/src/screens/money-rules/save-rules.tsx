import type { MoneyRules } from '@banrimkwae/contract/money-rules';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../../agent/agent-context.tsx';
import { ConfirmDialog } from '../../feedback/confirm-dialog.tsx';
import { GuardedButton } from '../../feedback/guarded-button.tsx';
import { useText } from '../../text/use-text.ts';
import styles from './money-rules.module.css';

type SaveRulesProps = {
  /** Undefined while something typed is not right. */
  rules: MoneyRules | undefined;
  changes: { gone: string[]; added: string[] };
  same: boolean;
};

/** Shows what would change, line by line, before it is saved as a whole. */
export function SaveRules({ rules, changes, same }: SaveRulesProps) {
  const { t } = useText();
  const api = useApi();
  const queries = useQueryClient();
  const [opened, setOpened] = useState(false);
  const save = useMutation(
    api.moneyRules.set.mutationOptions({
      onSuccess: (saved) => {
        queries.setQueryData(api.moneyRules.get.queryKey(), saved);
        setOpened(false);
        notifications.show({ message: t('feedback.saved') });
        return queries.invalidateQueries({ queryKey: api.payments.key() });
      },
    }),
  );
  return (
    <>
      <GuardedButton
        may="payments.rules"
        blocked={rules === undefined ? t('moneyRules.wrongFields') : same ? t('moneyRules.nothingChanged') : undefined}
        onClick={() => setOpened(true)}
      >
        {t('moneyRules.review')}
      </GuardedButton>
      <ConfirmDialog
        opened={opened}
        close={() => {
          setOpened(false);
          save.reset();
        }}
        verb={t('moneyRules.save')}
        consequence={<Changes {...changes} />}
        keep={t('moneyRules.keep')}
        busy={save.isPending}
        fault={save.error}
        onConfirm={() => rules && save.mutate(rules)}
      />
    </>
  );
}

function Changes({ gone, added }: SaveRulesProps['changes']) {
  const { t } = useText();
  const list = (title: string, texts: string[], sign: 'gone' | 'added') =>
    texts.length > 0 && (
      <>
        <p className={styles.label}>{title}</p>
        <ul className={styles.changes} data-sign={sign}>
          {texts.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      </>
    );
  return (
    <>
      {list(t('moneyRules.gone'), gone, 'gone')}
      {list(t('moneyRules.added'), added, 'added')}
      <p className={styles.why}>{t('moneyRules.fromNow')}</p>
    </>
  );
}
