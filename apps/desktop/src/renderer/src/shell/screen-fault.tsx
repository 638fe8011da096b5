import type { ErrorComponentProps } from '@tanstack/react-router';
import { ErrorPanel } from '../feedback/error-panel.tsx';
import { useText } from '../text/use-text.ts';
import { Page } from './page.tsx';

/** A screen that failed to draw: the rest of the control centre stays usable. */
export function ScreenFault({ error, reset }: ErrorComponentProps) {
  const { t } = useText();
  return (
    <Page title={t('shell.screenFailed')}>
      <ErrorPanel fault={error} retry={reset} />
    </Page>
  );
}
