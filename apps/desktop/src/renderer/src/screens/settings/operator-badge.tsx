import { IconBan, IconCheck } from '@tabler/icons-react';
import { StateBadge } from '../../states/state-badge.tsx';
import { useText } from '../../text/use-text.ts';

export function OperatorBadge({ disabled }: { disabled: boolean }) {
  const { t } = useText();
  return disabled ? (
    <StateBadge look={{ tone: 'plain', icon: IconBan }}>{t('settings.operators.disabled')}</StateBadge>
  ) : (
    <StateBadge look={{ tone: 'good', icon: IconCheck }}>{t('settings.operators.enabled')}</StateBadge>
  );
}
