import { allows, type Permission, roles } from '@banrimkwae/contract/roles';
import { IconLock } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useMay } from '../access/session-context.tsx';
import { useText } from '../text/use-text.ts';
import { Empty } from './empty.tsx';

/** A part of the house for whoever holds the right; the others read whose right it is. */
export function OnlyFor({ may, children }: { may: Permission; children: ReactNode }) {
  const { t } = useText();
  if (useMay()(may)) return children;
  const names = roles.filter((role) => allows(role, may)).map((role) => t(`access.roles.${role}`));
  return <Empty icon={IconLock} title={t('feedback.noRight')} why={t('feedback.notYours', { roles: names.join(', ') })} />;
}
