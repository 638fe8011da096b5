import type { DeskReply } from '@banrimkwae/contract/desk';
import { AppError } from '@banrimkwae/contract/errors';
import type { IpcMain, IpcMainInvokeEvent } from 'electron';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type HandlersOf, register } from './ipc.ts';
import type { Log } from './log.ts';

const table = {
  double: { in: z.strictObject({ of: z.int() }), out: z.int() },
  ping: { in: z.undefined(), out: z.literal('pong') },
} as const;

type Handle = Parameters<IpcMain['handle']>[1];

function gate(handlers: HandlersOf<typeof table>, { ours = true } = {}) {
  const registered = new Map<string, Handle>();
  const logged: unknown[] = [];
  const log: Log = (...line) => void logged.push(line);
  register(
    { ipcMain: { handle: (channel, listener) => void registered.set(channel, listener) }, isOurs: () => ours, log },
    table,
    handlers,
  );
  const call = async (name: string, input?: unknown): Promise<DeskReply<unknown>> =>
    registered.get(`desk:${name}`)?.({} as IpcMainInvokeEvent, input);
  return { call, logged };
}

const working: HandlersOf<typeof table> = { double: ({ of }) => of * 2, ping: () => 'pong' };

describe('the IPC gate', () => {
  it('answers with the value', async () => {
    expect(await gate(working).call('double', { of: 21 })).toEqual({ ok: true, value: 42 });
    expect(await gate(working).call('ping')).toEqual({ ok: true, value: 'pong' });
  });

  it.each([
    [{ of: '21' }, 'of'],
    [{}, 'of'],
    [{ of: 1, more: 2 }, 'input'],
    [undefined, 'input'],
    ['text', 'input'],
  ])('refuses the input %j by an error that names the field, and logs it', async (input, field) => {
    const { call, logged } = gate(working);
    const reply = await call('double', input);
    expect(reply).toMatchObject({
      ok: false,
      error: { code: 'invalid_input', hint: expect.stringMatching(/\w/), fields: { [field]: expect.stringMatching(/\w/) } },
    });
    expect(logged).toHaveLength(1);
  });

  it('refuses every stranger before looking at the input', async () => {
    const { call, logged } = gate(working, { ours: false });
    expect(await call('double', { of: 1 })).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    expect(logged).toHaveLength(1);
  });

  it('hands a fault over with its code, sentence and hint', async () => {
    const fault = new AppError('agent_unreachable', { hint: 'Plug it in.' });
    const { call } = gate({ ...working, ping: () => Promise.reject(fault) });
    expect(await call('ping')).toEqual({ ok: false, error: { code: 'agent_unreachable', message: fault.message, hint: 'Plug it in.' } });
  });

  it('hides what it did not expect behind one sentence', async () => {
    const { call, logged } = gate({ ...working, ping: () => Promise.reject(new Error('token abc')) });
    const reply = await call('ping');
    expect(reply).toMatchObject({ ok: false, error: { code: 'internal' } });
    expect(JSON.stringify(reply)).not.toContain('abc');
    expect(logged).toEqual([['error', 'call_refused', expect.objectContaining({ call: 'ping' })]]);
  });

  it('never lets out what the contract does not promise', async () => {
    const { call } = gate({ ...working, double: () => 0.5 });
    expect(await call('double', { of: 1 })).toMatchObject({ ok: false, error: { code: 'internal' } });
  });

  it('is closed at compile time: a missing, an extra and a mistyped handler', () => {
    const parts = { ipcMain: { handle: () => undefined }, isOurs: () => true, log: () => undefined };
    const { ping: _ping, ...missing } = working;
    // @ts-expect-error ping has no handler
    expect(() => register(parts, table, missing)).toThrow('"ping" has no handler');
    // @ts-expect-error there is no such call
    register(parts, table, { ...working, pong: () => 'ping' });
    // @ts-expect-error double answers a number
    register(parts, table, { ...working, double: () => 'two' });
  });
});
