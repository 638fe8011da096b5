import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../../agent/agent-context.tsx';
import { DetailDrawer } from '../../drawer/detail-drawer.tsx';
import { useText } from '../../text/use-text.ts';
import { ShownOnce } from '../settings/shown-once.tsx';
import { EndpointForm } from './endpoint-form.tsx';

/** One more system that is told. Its secret, by which it knows that it is we who tell, is shown this once. */
export function NewEndpoint({ close }: { close: () => void }) {
  const { t } = useText();
  const api = useApi();
  const queries = useQueryClient();
  const create = useMutation(
    api.outgoing.create.mutationOptions({ onSuccess: () => queries.invalidateQueries({ queryKey: api.outgoing.endpoints.key() }) }),
  );
  return (
    <DetailDrawer title={create.data ? create.data.name : t('outgoing.add')} onClose={close}>
      {create.data ? (
        <ShownOnce
          value={create.data.secret}
          why={t('outgoing.shownOnce')}
          copy={t('outgoing.copySecret')}
          done={t('outgoing.done')}
          close={close}
        />
      ) : (
        <EndpointForm
          start={{ name: '', url: '', types: ['payment.paid', 'refund.succeeded'] }}
          verb={t('outgoing.create')}
          busy={create.isPending}
          fault={create.error}
          cancel={close}
          submit={(fields) => create.mutate(fields)}
        />
      )}
    </DetailDrawer>
  );
}
