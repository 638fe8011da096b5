import type { TimelineEntry } from '@banrimkwae/contract/payments';
import { Timeline } from '@mantine/core';
import { type Icon, IconArrowBackUp, IconArrowUpRight, IconCircleDot, IconGavel, IconUser, IconWebhook } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMay } from '../../access/session-context.tsx';
import { useApi } from '../../agent/agent-context.tsx';
import { Loaded } from '../../feedback/loaded.tsx';
import { ListSkeleton } from '../../feedback/skeletons.tsx';
import { useText } from '../../text/use-text.ts';
import { ClockTime } from '../../time/time-ago.tsx';
import styles from './payments.module.css';
import { RawAnswer } from './raw-answer.tsx';

const icons: Record<TimelineEntry['kind'], Icon> = {
  state: IconCircleDot,
  request: IconArrowUpRight,
  webhook: IconWebhook,
  refund: IconArrowBackUp,
  person: IconUser,
  dispute: IconGavel,
};

/** Our calls, the provider's webhooks and people's deeds, in the order they happened. */
export function PaymentTimeline({ paymentId }: { paymentId: string }) {
  const timeline = useQuery(useApi().payments.timeline.queryOptions({ input: { id: paymentId } }));
  return (
    <Loaded query={timeline} skeleton={<ListSkeleton />}>
      {(entries) => (
        <Timeline bulletSize={22} lineWidth={1} color="gray">
          {entries.map((entry) => {
            const Mark = icons[entry.kind];
            return (
              <Timeline.Item key={`${entry.at} ${entry.kind} ${entry.title.en} ${entry.linkId}`} bullet={<Mark size={13} aria-hidden />}>
                <Entry entry={entry} />
              </Timeline.Item>
            );
          })}
        </Timeline>
      )}
    </Loaded>
  );
}

function Entry({ entry }: { entry: TimelineEntry }) {
  const { pick } = useText();
  const mayRead = useMay()('traffic.read');
  return (
    <div>
      <div className={styles.entry}>
        <EntryTitle entry={entry}>{pick(entry.title)}</EntryTitle>
        <span className="quiet">
          <ClockTime at={entry.at} />
        </span>
      </div>
      {(entry.detail !== null || entry.actor !== null) && (
        <div className={styles.entryDetail}>{[entry.actor, entry.detail].filter((part) => part !== null).join(' · ')}</div>
      )}
      {mayRead && entry.linkId !== null && (entry.kind === 'request' || entry.kind === 'webhook') && (
        <RawAnswer kind={entry.kind} id={entry.linkId} />
      )}
    </div>
  );
}

/** The title, as a link to the call or delivery behind it for whoever may see that. */
function EntryTitle({ entry, children }: { entry: TimelineEntry; children: string }) {
  const may = useMay();
  const { kind, linkId } = entry;
  if (linkId === null || !may('traffic.read')) return <span>{children}</span>;
  if (kind === 'request') {
    return (
      <Link to="/traffic/requests/$requestId" params={{ requestId: linkId }} className={styles.link}>
        {children}
      </Link>
    );
  }
  if (kind === 'webhook') {
    return (
      <Link to="/traffic/webhooks/$webhookId" params={{ webhookId: linkId }} className={styles.link}>
        {children}
      </Link>
    );
  }
  return <span>{children}</span>;
}
