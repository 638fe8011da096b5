import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Client, clientOf, eventually, type SandboxRig, startSandbox } from '../../apps/agent/src/agent-rig.ts';
import { end, inFolder, launch } from '../bench/agent-process.ts';
import { practiceLaunch } from '../bench/practice-agent.ts';
import { type Listener, openListener } from './listener.ts';

/** Who and what takes part: a booking engine with an API key, two people at the desk, the guests, and a listening system. */
export type Resort = { engine: Client; desk: Client; manager: Client; guests: SandboxRig['control']; listener: Listener };

type Payment = Awaited<ReturnType<Client['payments']['get']>>;
type Refund = Awaited<ReturnType<Client['payments']['getRefund']>>;
type Form = Parameters<Client['payments']['create']>[0];

const SCOPES = ['payments.read', 'payments.take', 'payments.capture', 'payments.cancel'] as const;
const TOLD = ['payment.paid', 'refund.succeeded', 'dispute.opened'] as const;

/** Sandbox and agent on free ports, the agent in a process of its own, with a folder that is gone afterwards. */
export function inResort<Answer>(work: (resort: Resort) => Promise<Answer>): Promise<Answer> {
  return inFolder(async (folder) => {
    const sandbox = await startSandbox();
    const dataDir = join(folder, 'data');
    mkdirSync(dataDir, { mode: 0o700 });
    const running = await launch(practiceLaunch(dataDir, sandbox.url));
    try {
      const { api } = JSON.parse(running.said) as { api: number };
      return await withPeople({ url: `http://127.0.0.1:${api}`, guests: sandbox.control }, work);
    } finally {
      await end(running);
      await sandbox.close();
    }
  });
}

/** With an agent that runs already. */
export async function withPeople<Answer>(
  { url, guests }: { url: string; guests: SandboxRig['control'] },
  work: (resort: Resort) => Promise<Answer>,
): Promise<Answer> {
  const listener = await openListener();
  try {
    return await work({ ...(await signIn(url, listener)), guests, listener });
  } finally {
    listener.close();
  }
}

async function signIn(url: string, listener: Listener) {
  const as = async (role: 'front_desk' | 'manager' | 'administrator') => {
    const { token } = await clientOf(url).access.practiceSignIn({ role });
    if (token === undefined) throw new Error('The agent gave no token');
    return clientOf(url, token);
  };
  const administrator = await as('administrator');
  const { key } = await administrator.access.createApiKey({ name: 'Booking engine', permissions: [...SCOPES], expiresInDays: 1 });
  const { secret } = await administrator.outgoing.create({ name: 'Accounts', url: listener.url, types: [...TOLD] });
  listener.trust(secret);
  return { engine: clientOf(url, key), desk: await as('front_desk'), manager: await as('manager') };
}

export const baht = (amount: number) => ({ amount: Math.round(amount * 100), currency: 'THB' });
let forms = 0;
export function formKey(what: string): string {
  forms += 1;
  return `demo-${what}-${forms}`;
}

/** Asked for by the resort's own booking engine, at a provider of its choice. */
export function take({ engine }: Resort, asked: Pick<Form, 'provider' | 'method' | 'amount'> & Partial<Form>) {
  const form = {
    idempotencyKey: formKey('payment'),
    description: 'Riverside Deluxe, one night',
    guest: { name: 'Suda Wongsa', email: 'suda@example.com', phone: '+66 81 234 5678' },
    reservationId: null,
    room: '204',
    ...asked,
  };
  return engine.payments.create(form);
}

export function paymentWhen({ desk }: Resort, id: string, met: (payment: Payment) => boolean): Promise<Payment> {
  return eventually(() => desk.payments.get({ id }), met);
}

export function refundWhen({ desk }: Resort, id: string, met: (refund: Refund) => boolean): Promise<Refund> {
  return eventually(() => desk.payments.getRefund({ id }), met, 15_000);
}

/** By the front desk. */
export function refund({ desk }: Resort, id: string, amount: number): Promise<Refund> {
  const form = { id, idempotencyKey: formKey('refund'), amount: baht(amount), reason: 'guest_request' as const, note: null };
  return desk.payments.refund(form);
}

/** By the manager; a transfer needs the bank's reference. */
export function approve({ manager }: Resort, approvalId: string | null, bankReference: string | null = null) {
  const decision = { approve: true, reason: null, bankReference, idempotencyKey: formKey('decision') };
  return manager.approvals.decide({ id: approvalId ?? '', ...decision });
}
