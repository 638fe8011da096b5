import type { TimelineEntry } from '@banrimkwae/contract/payments';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../../agent/agent-context.tsx';
import details from '../../details/details.module.css';
import { JsonView } from '../../details/json-view.tsx';
import { Loaded } from '../../feedback/loaded.tsx';
import { useText } from '../../text/use-text.ts';

type RawAnswerProps = { kind: Extract<TimelineEntry['kind'], 'request' | 'webhook'>; id: string };

/** What the provider answered or told, word for word and redacted; fetched only when it is unfolded. */
export function RawAnswer({ kind, id }: RawAnswerProps) {
  const { t } = useText();
  const [opened, setOpened] = useState(false);
  return (
    <details className={details.small} onToggle={(event) => setOpened(event.currentTarget.open)}>
      <summary>{t('payments.raw')}</summary>
      {opened && (kind === 'request' ? <Answer id={id} /> : <Told id={id} />)}
    </details>
  );
}

function Answer({ id }: { id: string }) {
  const { t } = useText();
  const request = useQuery(useApi().traffic.request.queryOptions({ input: { id } }));
  return <Loaded query={request}>{(data) => <JsonView text={data.responseBody ?? data.error ?? ''} label={t('payments.raw')} />}</Loaded>;
}

function Told({ id }: { id: string }) {
  const { t } = useText();
  const webhook = useQuery(useApi().traffic.webhook.queryOptions({ input: { id } }));
  return <Loaded query={webhook}>{({ data }) => <JsonView text={data} label={t('payments.raw')} />}</Loaded>;
}
