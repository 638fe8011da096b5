import type { RequestDetail as Shown } from '@banrimkwae/contract/traffic';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useApi } from '../../agent/agent-context.tsx';
import { showMilliseconds } from '../../connections/figures.ts';
import { ProviderName } from '../../connections/provider-name.tsx';
import { CopyableId } from '../../details/copyable-id.tsx';
import details from '../../details/details.module.css';
import { Facts } from '../../details/facts.tsx';
import { Headers } from '../../details/headers.tsx';
import { JsonView } from '../../details/json-view.tsx';
import { SubjectLink } from '../../details/subject-link.tsx';
import { DetailDrawer } from '../../drawer/detail-drawer.tsx';
import { Section } from '../../drawer/section.tsx';
import { Loaded } from '../../feedback/loaded.tsx';
import { useText } from '../../text/use-text.ts';
import { ExactTime } from '../../time/time-ago.tsx';
import { Failure } from './failure.tsx';
import { RequestBadge } from './request-badge.tsx';
import styles from './traffic.module.css';

/** One call to a provider with what was sent and what came back, redacted. */
export function RequestDetail() {
  const { t } = useText();
  const { requestId } = useParams({ from: '/traffic/requests/$requestId' });
  const search = useSearch({ from: '/traffic/requests' });
  const navigate = useNavigate();
  const request = useQuery(useApi().traffic.request.queryOptions({ input: { id: requestId } }));
  const data = request.data;
  return (
    <DetailDrawer
      key={requestId}
      title={data?.endpoint ?? t('traffic.request.one')}
      aside={data && <RequestBadge request={data} />}
      onClose={() => void navigate({ to: '/traffic/requests', search })}
    >
      <Loaded query={request}>
        {(loaded) => (
          <>
            <Failure text={loaded.error} />
            <p className={styles.line}>
              {loaded.method} {loaded.url}
            </p>
            <RequestFacts request={loaded} />
            <Section title={t('traffic.request.sent')}>
              <JsonView text={loaded.requestBody ?? ''} label={t('traffic.request.sent')} />
            </Section>
            <Section title={t('traffic.request.came')}>
              <JsonView text={loaded.responseBody ?? ''} label={t('traffic.request.came')} />
            </Section>
            <details className={details.fold}>
              <summary>{t('traffic.headers')}</summary>
              <p className="quiet">{t('traffic.request.sent')}</p>
              <Headers headers={loaded.requestHeaders} />
              <p className="quiet">{t('traffic.request.came')}</p>
              <Headers headers={loaded.responseHeaders} />
            </details>
          </>
        )}
      </Loaded>
    </DetailDrawer>
  );
}

function RequestFacts({ request }: { request: Shown }) {
  const { t } = useText();
  return (
    <Facts
      facts={[
        [
          t('feedback.provider'),
          <Link key="provider" to="/connections/$providerId" params={{ providerId: request.provider }} className={details.link}>
            <ProviderName id={request.provider} />
          </Link>,
        ],
        [t('traffic.at'), <ExactTime key="at" at={request.at} />],
        [t('traffic.request.duration'), showMilliseconds(request.durationMs)],
        [t('traffic.attempts'), request.attempts],
        [t('traffic.payment'), request.paymentId && <SubjectLink key="payment" id={request.paymentId} />],
        [t('traffic.reservation'), request.reservationId && <SubjectLink key="reservation" id={request.reservationId} />],
        [t('traffic.operator'), request.operator],
        [t('traffic.request.id'), <CopyableId key="id" value={request.requestId} />],
      ]}
    />
  );
}
