import { allows, type Permission, roles } from '@banrimkwae/contract/roles';
import { Button, type ButtonProps, Tooltip } from '@mantine/core';
import type { MouseEvent, ReactNode, Ref } from 'react';
import { useMay } from '../access/session-context.tsx';
import { useLink } from '../agent/live-connection.tsx';
import { useText } from '../text/use-text.ts';

export type GuardedButtonProps = Omit<ButtonProps, 'disabled'> & {
  children: ReactNode;
  /** Left out by a button that submits its form. */
  onClick?: () => void;
  type?: 'submit';
  /** Whose right it is. */
  may?: Permission;
  /** Why it cannot be done now although it is one's right. */
  blocked?: string | undefined;
  ref?: Ref<HTMLButtonElement>;
};

/** A button that says in its own tip why it cannot be pressed: no right, no agent, or a reason of its screen. It stays reachable by keyboard. */
export function GuardedButton({ may, blocked, onClick, children, ...button }: GuardedButtonProps) {
  const reason = useRefusal(may) ?? blocked;
  const refuse = (event: MouseEvent) => event.preventDefault();
  return (
    <Tooltip label={reason ?? ''} disabled={reason === undefined}>
      <Button
        {...button}
        {...(reason === undefined
          ? onClick && { onClick }
          : { 'data-disabled': true, 'aria-disabled': true, 'aria-description': reason, onClick: refuse })}
      >
        {children}
      </Button>
    </Tooltip>
  );
}

/** Why this person cannot act now, or undefined when they can. */
export function useRefusal(may: Permission | undefined): string | undefined {
  const { t } = useText();
  const allowed = useMay();
  const { reachable } = useLink();
  if (may !== undefined && !allowed(may)) {
    const names = roles.filter((role) => allows(role, may)).map((role) => t(`access.roles.${role}`));
    return t('feedback.notYours', { roles: names.join(', ') });
  }
  return reachable ? undefined : t('feedback.needsAgent');
}
