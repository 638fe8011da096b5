import { ActionIcon, Group, Title } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { useText } from '../text/use-text.ts';
import styles from './detail-drawer.module.css';

export type DetailDrawerProps = {
  title: string;
  /** Beside the title: a badge. */
  aside?: ReactNode;
  onClose: () => void;
  /** Stays at the bottom while the rest scrolls. */
  footer?: ReactNode;
  children: ReactNode;
};

/** A detail at the right of its list. The list stays usable beside it; Esc closes. */
export function DetailDrawer({ title, aside, onClose, footer, children }: DetailDrawerProps) {
  const { t } = useText();
  const panel = useRef<HTMLElement>(null);
  useEscape(onClose);
  useEffect(() => {
    panel.current?.scrollTo({ top: 0 });
  }, []);
  return (
    <aside ref={panel} className={styles.drawer} aria-label={title}>
      <header className={styles.head}>
        <Group gap={8} wrap="nowrap" miw={0} style={{ flex: 1 }}>
          <Title order={2} className={styles.title}>
            {title}
          </Title>
          {aside}
        </Group>
        <ActionIcon variant="subtle" color="gray" aria-label={t('feedback.close')} onClick={onClose}>
          <IconX size={18} />
        </ActionIcon>
      </header>
      <div className={styles.body}>{children}</div>
      {footer !== undefined && <footer className={styles.foot}>{footer}</footer>}
    </aside>
  );
}

/** Esc closes, unless a menu, a dialog or a list of options above takes it. */
function useEscape(onClose: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      const above = document.querySelectorAll('[role="dialog"], [role="menu"], [role="listbox"]');
      // Lists of options stay in the page while they are closed.
      if ([...above].some((element) => element.checkVisibility())) return;
      onClose();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [onClose]);
}
