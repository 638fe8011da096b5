import type { ProviderEvent } from '@banrimkwae/connector-kit/connector';
import { afterEach, expect, it } from 'vitest';
import { bodyOf, type IngressRig, openIngressRig, signed } from './ingress-rig.ts';

let rig: IngressRig;
afterEach(() => rig.remove());

const event = (id: string): ProviderEvent => ({
  id,
  type: 'thing.happened',
  occurredAt: new Date(0),
  about: { kind: 'none' },
  data: { events: [{ id }] },
});

it('tells what webhooks brought from what had to be fetched, whichever came second', async () => {
  rig = await openIngressRig();
  const { inbox } = rig.ingress;
  const deliver = async (id: string) => expect((await fetch(`${rig.url}/webhooks/fake`, signed(bodyOf(id)))).status).toBe(200);
  await deliver('evt_1');
  expect(await inbox.takeFetched('fake', [event('evt_1'), event('evt_2')])).toEqual({ found: 2, known: 1, recovered: 1 });
  await deliver('evt_2');
  await deliver('evt_3');

  expect(inbox.fetchedAmong('fake', ['evt_1', 'evt_2', 'evt_3', 'evt_none'])).toEqual(new Set(['evt_2']));
  expect(inbox.fetchedAmong('other', ['evt_2'])).toEqual(new Set());
  const all = inbox.deliveredAfter({ after: '', before: '9', limit: 10 });
  expect(all).toMatchObject([
    { provider: 'fake', eventType: 'thing.happened' },
    { provider: 'fake', eventType: 'thing.happened' },
  ]);
  const [first, second] = all;
  expect(inbox.deliveredAfter({ after: first?.id ?? '', before: '9', limit: 10 })).toEqual([second]);
  expect(inbox.deliveredAfter({ after: '', before: '9', limit: 1 })).toEqual([first]);
  expect(inbox.deliveredAfter({ after: '', before: first?.receivedAt ?? '', limit: 10 })).toEqual([]);
});
