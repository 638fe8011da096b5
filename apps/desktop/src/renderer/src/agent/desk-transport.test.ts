import type { DeskApi, LiveStatus } from '@banrimkwae/contract/desk';
import { describe, expect, it, vi } from 'vitest';
import { createDeskTransport } from './desk-transport.ts';

const stopped: LiveStatus = { state: 'stopped', since: '2026-11-23T14:00:00.000Z', reason: null };

function desk(parts: Partial<DeskApi>) {
  const listeners = new Map<string, (payload: never) => void>();
  const on = vi.fn((event: string, listener: (payload: never) => void) => {
    listeners.set(event, listener);
    return () => void listeners.delete(event);
  });
  const live = {
    'live.start': vi.fn(async () => ({ ok: true, value: stopped })),
    'live.stop': vi.fn(async () => ({ ok: true, value: stopped })),
  };
  return { api: { on, ...live, ...parts } as unknown as DeskApi, listeners, live };
}

describe('the desk transport', () => {
  it('sends path, query, headers and body apart, and answers status and text', async () => {
    const request = vi.fn(async () => ({ ok: true, value: { status: 201, headers: {}, body: '{"a":1}' } }) as const);
    const transport = createDeskTransport(desk({ 'agent.request': request }).api);
    const headers = { 'idempotency-key': 'key_12345' };
    expect(await transport.request({ method: 'POST', path: '/api/refunds?dry=1&note=a%20b', headers, body: '{}' })).toEqual({
      status: 201,
      body: '{"a":1}',
    });
    expect(request).toHaveBeenCalledWith({ method: 'POST', path: '/api/refunds', query: { dry: '1', note: 'a b' }, headers, body: '{}' });
  });

  it('turns a refusal into an error with its code', async () => {
    const error = { code: 'certificate_changed', message: 'Another certificate.', hint: 'Ask.' } as const;
    const transport = createDeskTransport(desk({ 'agent.request': async () => ({ ok: false, error }) }).api);
    await expect(transport.request({ method: 'GET', path: '/api/overview' })).rejects.toMatchObject({
      code: 'certificate_changed',
      message: 'Another certificate.',
      hint: 'Ask.',
    });
  });

  it('listens to events and status until it is told to stop', async () => {
    const { api, listeners, live } = desk({});
    const listener = { event: vi.fn(), status: vi.fn() };
    const stop = createDeskTransport(api).live(listener);
    await expect.poll(() => listener.status.mock.calls).toEqual([[stopped]]);
    expect([...listeners.keys()]).toEqual(['live', 'live.status']);
    stop();
    expect(listeners.size).toBe(0);
    expect(live['live.stop']).toHaveBeenCalledTimes(1);
  });

  it('shows a stream that could not start as offline, with the reason', async () => {
    const error = { code: 'internal', message: 'x', hint: 'y' } as const;
    const listener = { event: vi.fn(), status: vi.fn() };
    createDeskTransport(desk({ 'live.start': async () => ({ ok: false, error }) }).api).live(listener);
    await expect.poll(() => listener.status.mock.calls[0]?.[0]).toMatchObject({ state: 'offline', reason: 'internal' });
  });
});
