import type { LiveEvent } from '@banrimkwae/contract/events';
import { notifications } from '@mantine/notifications';
import { useNavigate } from '@tanstack/react-router';
import { useCallback, useEffect } from 'react';
import { useAgent } from '../agent/agent-context.tsx';
import { useLiveEvents } from '../agent/live-connection.tsx';
import { showMoney } from '../money/money-text.tsx';
import { useText } from '../text/use-text.ts';

/** A paid payment changes again later, when it is refunded or its fee becomes known. */
const JUST_NOW = 120_000;

/** Tells of a payment that just arrived, in the page and, when nobody looks at it, by the operating system. */
export function LiveNotices() {
  const { t } = useText();
  const { client, platform, desk } = useAgent();
  const navigate = useNavigate();
  const onEvent = useCallback(
    (event: LiveEvent) => {
      if (event.type !== 'payment_changed' || event.state !== 'paid') return;
      const tell = async () => {
        const { amount, guest, paidAt } = await client.payments.get({ id: event.paymentId });
        if (paidAt === null || Date.now() - Date.parse(paidAt) > JUST_NOW) return;
        const message = t('payments.paidNotice', { amount: showMoney(amount), guest: guest.name });
        notifications.show({ id: event.paymentId, message, color: 'river' });
        if (document.hidden) await platform.notify({ title: t('payments.paidTitle'), body: message, link: `/payments/${event.paymentId}` });
      };
      /** A notice that cannot be told is no fault of the screen: the list says the same. */
      tell().catch((fault: unknown) => reportError(fault));
    },
    [client, platform, t],
  );
  useLiveEvents(onEvent);
  useEffect(() => desk?.on('navigate', ({ path }) => void navigate({ to: path })), [desk, navigate]);
  return null;
}
