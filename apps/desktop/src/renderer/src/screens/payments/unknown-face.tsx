import type { Payment, Refund } from '@banrimkwae/contract/payments';
import { IconHelpHexagon } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useAgent } from '../../agent/agent-context.tsx';
import { useProviderName } from '../../connections/provider-name.tsx';
import { useText } from '../../text/use-text.ts';
import { formatCountdown } from '../../time/format-time.ts';
import { useNow } from '../../time/use-now.ts';
import styles from './payments.module.css';

const ASK_EVERY = 15_000;

type UnknownFaceProps = { payment: Payment } & ({ kind: 'payment' } | { kind: 'refund'; refund: Refund });

/** An unclear outcome has its own face: what not to do, who is being asked, and when we look again. It goes away by itself. */
export function UnknownFace(props: UnknownFaceProps) {
  const { t } = useText();
  const nameOf = useProviderName();
  const { client, api } = useAgent();
  const queries = useQueryClient();
  const now = useNow(1000);
  const [next, setNext] = useState(() => new Date(Date.now() + ASK_EVERY).toISOString());
  const ask = useMutation({
    mutationFn: async () => {
      if (props.kind === 'refund') await client.payments.refreshRefund({ id: props.refund.id });
      else await client.payments.refresh({ id: props.payment.id });
    },
    onSettled: () => {
      setNext(new Date(Date.now() + ASK_EVERY).toISOString());
      return queries.invalidateQueries({ queryKey: api.payments.key() });
    },
  });
  const due = now.getTime() >= Date.parse(next);
  const { mutate, isPending } = ask;
  useEffect(() => {
    if (due && !isPending) mutate();
  }, [due, isPending, mutate]);
  return (
    <div className={styles.unknown} role="status">
      <IconHelpHexagon size={28} aria-hidden />
      <div>
        <p className={styles.unknownTitle}>{t('refund.asking', { provider: nameOf(props.payment.provider) })}</p>
        <p className={styles.unknownTitle}>{t(props.kind === 'refund' ? 'refund.doNotRepeat' : 'payments.doNotRepeat')}</p>
        <p className="quiet">{isPending ? t('refund.askingNow') : t('refund.askAgainIn', { time: formatCountdown(next, now) })}</p>
      </div>
    </div>
  );
}
