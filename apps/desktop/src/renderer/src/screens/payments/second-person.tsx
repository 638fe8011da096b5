import { allows, roles } from '@banrimkwae/contract/roles';
import { IconUserCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { SubjectLink } from '../../details/subject-link.tsx';
import { useText } from '../../text/use-text.ts';
import styles from './payments.module.css';

type SecondPersonProps = { sentence: string; approvalId: string | null; children?: ReactNode };

/** Something waits for another pair of eyes: what, who may decide, and where. */
export function SecondPerson({ sentence, approvalId, children }: SecondPersonProps) {
  const { t } = useText();
  const who = roles.filter((role) => allows(role, 'payments.approve')).map((role) => t(`access.roles.${role}`));
  return (
    <div className={styles.second} role="status">
      <IconUserCheck size={28} aria-hidden />
      <div>
        <p className={styles.secondTitle}>{sentence}</p>
        <p>{t('payments.whoApproves', { roles: who.join(', ') })}</p>
        {approvalId !== null && (
          <p>
            {t('payments.approval')} <SubjectLink id={approvalId} />
          </p>
        )}
        {children}
      </div>
    </div>
  );
}
