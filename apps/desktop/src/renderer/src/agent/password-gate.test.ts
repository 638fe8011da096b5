import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createAgentClient } from './agent-client.ts';
import type { AgentTransport, TransportReply, TransportRequest } from './agent-transport.ts';
import { createDeskActivity } from './desk-activity.ts';
import { createPasswordGate } from './password-gate.ts';

const needed: TransportReply = {
  status: 403,
  body: JSON.stringify({ error: { code: 'confirmation_needed', message: 'm', hint: 'h', requestId: 'req_1' } }),
};
const done: TransportReply = { status: 200, body: '{"done":true}' };

/** An agent that wants the password before each of the first `refusals` calls. */
function rig(refusals: number) {
  const calls: TransportRequest[] = [];
  const transport: AgentTransport = {
    request: async (call) => {
      calls.push(call);
      return calls.length <= refusals ? needed : done;
    },
    live: () => () => undefined,
  };
  const gate = createPasswordGate();
  return { client: createAgentClient(transport, () => 'en', gate.ask), gate, calls };
}

const remove = { id: 'whk_1' };

describe('a call that needs the password again', () => {
  it('waits for it and is made once more, letter by letter the same', async () => {
    const { client, gate, calls } = rig(1);
    const call = client.outgoing.remove(remove);
    await vi.waitFor(() => expect(gate.isAsking()).toBe(true));
    expect(calls).toHaveLength(1);
    gate.answer(true);
    await expect(call).resolves.toEqual({ done: true });
    expect(calls[1]).toEqual(calls[0]);
    expect(gate.isAsking()).toBe(false);
  });

  it('is not made when the person would rather not', async () => {
    const { client, gate, calls } = rig(1);
    const call = client.outgoing.remove(remove);
    const refused = expect(call).rejects.toMatchObject({ code: 'confirmation_needed' });
    await vi.waitFor(() => expect(gate.isAsking()).toBe(true));
    gate.answer(false);
    await refused;
    expect(calls).toHaveLength(1);
  });

  it('asks once a call, and once for all that wait', async () => {
    const { client, gate, calls } = rig(4);
    let asked = 0;
    gate.subscribe(() => {
      if (gate.isAsking()) asked += 1;
    });
    const both = Promise.allSettled([client.outgoing.remove(remove), client.outgoing.remove(remove)]);
    await vi.waitFor(() => expect(calls).toHaveLength(2));
    await vi.waitFor(() => expect(gate.isAsking()).toBe(true));
    gate.answer(true);
    expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect([asked, calls.length]).toEqual([1, 4]);
  });
});

describe('work at the desk', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is told at once, then at most once a minute, and not when nobody works', async () => {
    const tell = vi.fn(async () => undefined);
    const activity = createDeskActivity({
      tell,
      wait: (milliseconds, then) => {
        const timer = setTimeout(then, milliseconds);
        return () => clearTimeout(timer);
      },
    });
    for (let key = 0; key < 100; key += 1) activity.used();
    expect(tell).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(tell).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(tell).toHaveBeenCalledTimes(2);
    activity.used();
    expect(tell).toHaveBeenCalledTimes(3);
    activity.used();
    activity.stop();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(tell).toHaveBeenCalledTimes(3);
  });
});
