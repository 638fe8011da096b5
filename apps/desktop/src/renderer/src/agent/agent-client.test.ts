import { QueryClient } from '@tanstack/react-query';
import { describe, expect, it, vi } from 'vitest';
import { createAgentClient, createAgentQueries } from './agent-client.ts';
import { AgentFault, faultWords, isPlainRefusal } from './agent-fault.ts';
import type { AgentTransport, TransportReply, TransportRequest } from './agent-transport.ts';
import { createAttemptKey } from './attempt-key.ts';
import { createInvalidator, staleAfter } from './live-invalidation.ts';

const at = '2026-11-23T14:00:00.000Z';

function agent(reply: TransportReply) {
  const request = vi.fn(async (_call: TransportRequest) => reply);
  const transport: AgentTransport = { request, live: () => () => undefined };
  return { client: createAgentClient(transport, () => 'th'), request };
}

const refusal = (code: string, status: number) => ({
  status,
  body: JSON.stringify({
    error: { code, message: 'Only ฿1,300 is left.', hint: 'Enter less.', requestId: 'req_7f3a', fields: { amount: 'too much' } },
  }),
});

describe('the agent client', () => {
  it('asks by the contract: method, path, query and language', async () => {
    const { client, request } = agent({ status: 200, body: '{"items":[]}' });
    await client.payments.search({ q: 'สมชาย 204', limit: 5 });
    expect(request.mock.calls[0]?.[0]).toMatchObject({ method: 'GET', headers: { 'accept-language': 'th' } });
    const { pathname, searchParams } = new URL(request.mock.calls[0]?.[0].path ?? '', 'http://x');
    expect([pathname, searchParams.get('q'), searchParams.get('limit')]).toEqual(['/api/payments', 'สมชาย 204', '5']);
  });

  it('sends a body as JSON and puts ids into the path', async () => {
    const { client, request } = agent(refusal('conflict', 409));
    const cancel = client.payments.cancel({ id: 'pay/1', idempotencyKey: 'key_12345' });
    await expect(cancel).rejects.toMatchObject({ code: 'conflict' });
    expect(request.mock.calls[0]?.[0]).toMatchObject({
      method: 'POST',
      path: '/api/payments/pay%2F1/cancel',
      headers: { 'content-type': 'application/json' },
      body: '{"idempotencyKey":"key_12345"}',
    });
  });

  it('throws the agent’s refusal with its number and fields', async () => {
    const fault = await agent(refusal('refund_too_large', 422))
      .client.system.info()
      .catch((thrown: unknown) => thrown);
    expect(fault).toBeInstanceOf(AgentFault);
    expect(faultWords(fault, 'en')).toMatchObject({
      message: 'Only ฿1,300 is left.',
      hint: 'Enter less.',
      requestId: 'req_7f3a',
      fields: { amount: 'too much' },
    });
    expect(faultWords(fault, 'th')).toMatchObject({ message: 'จำนวนเงินเกินยอดที่คืนได้', exact: 'Only ฿1,300 is left.' });
  });

  it('makes sense of an error page somebody else wrote', async () => {
    const fault = await agent({ status: 502, body: '<html>Bad gateway</html>' })
      .client.system.info()
      .catch((thrown: unknown) => thrown);
    expect(faultWords(fault, 'th')).toMatchObject({ code: 'agent_unreachable', message: 'ติดต่อระบบเอเจนต์ไม่ได้' });
  });

  it('does not trust an answer that is not what the contract says', async () => {
    await expect(agent({ status: 200, body: '{"done":"maybe"}' }).client.access.signOut()).rejects.toThrow();
  });
});

describe('the key of a form', () => {
  it('stays while the outcome is open and changes after a plain no', async () => {
    let made = 0;
    const key = createAttemptKey(() => `key_${++made}`);
    const refused = await agent(refusal('refund_too_large', 422))
      .client.system.info()
      .catch((thrown: unknown) => thrown);
    const open = await agent(refusal('outcome_unknown', 504))
      .client.system.info()
      .catch((thrown: unknown) => thrown);
    key.refused(open);
    key.refused(new TypeError('lost'));
    expect([key.value, isPlainRefusal(open)]).toEqual(['key_1', false]);
    key.refused(refused);
    expect(key.value).toBe('key_2');
  });
});

describe('what a live event makes old', () => {
  const api = createAgentQueries(agent({ status: 200, body: '{}' }).client);

  it('is the payment, its story, the lists and the overview', async () => {
    vi.useFakeTimers();
    const queries = new QueryClient();
    const keys = {
      detail: api.payments.get.queryKey({ input: { id: 'pay_1' } }),
      other: api.payments.get.queryKey({ input: { id: 'pay_2' } }),
      story: api.payments.timeline.queryKey({ input: { id: 'pay_1' } }),
      list: api.payments.search.infiniteKey({ input: () => ({ q: 'nok' }), initialPageParam: undefined }),
      overview: api.system.overview.queryKey(),
      rooms: api.channel.status.queryKey(),
    };
    for (const key of Object.values(keys)) queries.setQueryData(key, {} as never);
    const invalidate = createInvalidator(queries, api);
    invalidate({ seq: 1, at, type: 'payment_changed', paymentId: 'pay_1', state: 'paid' });
    await vi.advanceTimersByTimeAsync(200);
    const stale = Object.entries(keys).filter(([, key]) => queries.getQueryState(key)?.isInvalidated);
    expect(stale.map(([name]) => name)).toEqual(['detail', 'story', 'list', 'overview']);
    vi.useRealTimers();
  });

  it('is everything after a gap, and nothing after a greeting', () => {
    expect(staleAfter({ seq: 1, at, type: 'resync' }, api)).toBe('all');
    expect(staleAfter({ seq: 1, at, type: 'hello', epoch: 'a' }, api)).toEqual([]);
  });

  it('is every view of what was missed, and of the way in', () => {
    const old = (event: Parameters<typeof staleAfter>[0]) => JSON.stringify(staleAfter(event, api));
    const is = (key: readonly unknown[]) => JSON.stringify(key);
    expect(old({ seq: 1, at, type: 'tunnel_changed', state: 'down' })).toContain(is(api.tunnel.status.key()));
    expect(old({ seq: 1, at, type: 'tunnel_changed', state: 'down' })).toContain(is(api.providers.webhookCards.key()));
    expect(old({ seq: 1, at, type: 'replay_changed', replayId: 'rpl_1', state: 'running', done: 1, total: 2 })).toBe(
      JSON.stringify([api.recovery.replays.key(), api.recovery.replay.key({ input: { id: 'rpl_1' } })]),
    );
    expect(old({ seq: 1, at, type: 'outage_changed', outageId: 'out_1', state: 'repaired' })).toContain(is(api.recovery.outages.key()));
    expect(old({ seq: 1, at, type: 'recovery_changed' })).toContain(is(api.recovery.deadLetterGroups.key()));
    expect(old({ seq: 1, at, type: 'recovery_changed' })).toContain(is(api.recovery.silences.key()));
  });

  it('asks each query once for a burst of events', async () => {
    vi.useFakeTimers();
    const queries = new QueryClient();
    const invalidated = vi.spyOn(queries, 'invalidateQueries');
    const invalidate = createInvalidator(queries, api);
    for (let seq = 1; seq <= 50; seq += 1) invalidate({ seq, at, type: 'reservation_changed', reservationId: 'res_1' });
    await vi.advanceTimersByTimeAsync(200);
    expect(invalidated).toHaveBeenCalledTimes(4);
    vi.useRealTimers();
  });
});
