import type { Approval, ApprovalState } from '@banrimkwae/contract/approvals';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import list from '../../lists/live-list.module.css';
import { NewRows } from '../../lists/live-list.tsx';
import { useSteadyRows } from '../../lists/use-steady-rows.ts';
import { useWalk } from '../../lists/walk.ts';
import { MoneyText } from '../../money/money-text.tsx';
import { ApprovalBadge } from '../../states/desk-badges.tsx';
import { useText } from '../../text/use-text.ts';
import { ClockTime, TimeAgo } from '../../time/time-ago.tsx';
import styles from './approvals.module.css';
import { useActorName } from './use-actor-name.ts';

const idOf = ({ id }: Approval) => id;

/** Approvals in sentences, which stay in place under the pointer. */
export function ApprovalRows({ latest, show }: { latest: readonly Approval[]; show: ApprovalState }) {
  const { t } = useText();
  const navigate = useNavigate();
  const { approvalId } = useParams({ strict: false });
  const [pointed, setPointed] = useState(false);
  const { rows, waiting, showNew } = useSteadyRows({ latest, scope: show, held: pointed, idOf });
  const ids = useMemo(() => rows.map(idOf), [rows]);
  useWalk(
    ids,
    approvalId,
    (id) => void navigate({ to: '/payments/approvals/$approvalId', params: { approvalId: id }, search: true, replace: true }),
  );
  return (
    <div className={list.list} onPointerEnter={() => setPointed(true)} onPointerLeave={() => setPointed(false)}>
      {waiting > 0 && <NewRows count={waiting} show={showNew} />}
      <ul className={styles.list} aria-label={t('approvals.title')}>
        {rows.map((approval) => (
          <li key={approval.id}>
            <Row approval={approval} open={approval.id === approvalId} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Row({ approval, open }: { approval: Approval; open: boolean }) {
  const { t, pick } = useText();
  const nameOf = useActorName();
  const { id, state, kind, guestName, room, amount, requestedBy, requestedAt, decidedAt, canDecide } = approval;
  return (
    <Link
      to="/payments/approvals/$approvalId"
      params={{ approvalId: id }}
      search={true}
      className={styles.row}
      aria-current={open || undefined}
    >
      <span className={styles.sentence}>{pick(approval.sentence)}</span>
      <span className={styles.amount}>
        <MoneyText value={amount} />
      </span>
      <span className={styles.under}>
        {t(`approvals.kinds.${kind}`)} · {guestName}
        {room !== null && ` · ${t('refund.room', { room })}`} · {t('approvals.by', { name: nameOf(requestedBy) })} ·{' '}
        {decidedAt === null ? <TimeAgo at={requestedAt} /> : <ClockTime at={decidedAt} />}
      </span>
      <span className={styles.state}>
        {state !== 'waiting' && <ApprovalBadge state={state} />}
        {state === 'waiting' && !canDecide.allowed && <span className="quiet">{t('approvals.notByYou')}</span>}
      </span>
    </Link>
  );
}
