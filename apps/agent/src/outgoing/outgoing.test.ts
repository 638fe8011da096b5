import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '@banrimkwae/contract/errors';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import type { AuditRecord } from '../access/index.ts';
import { migrationsFolder } from '../assets.ts';
import { createNewId } from '../clock.ts';
import { createHandQueue } from '../jobs/hand-queue-rig.ts';
import { openDatabase } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import { newMasterKey } from '../vault/cipher.ts';
import { createOutgoing } from './index.ts';
import type { Posted } from './post.ts';

const NOK = { id: 'op_nok', name: 'Nok' };
const FORM = { name: 'Property system', url: 'https://pms.example.com/hooks', types: ['payment.paid', 'refund.failed'] as const };
type Told = { url: string; body: string; headers: Readonly<Record<string, string>> };

/** The room over a fresh database, a receiver that answers as told, and a clock that the test moves. */
function openRoom(profile: 'live' | 'practice' = 'live') {
  const database = openDatabase(join(mkdtempSync(join(tmpdir(), 'outgoing-')), 'agent.db'), 'FULL');
  migrate(database, migrationsFolder);
  let now = Date.now();
  const clock = { now: () => new Date(now) };
  const told: Told[] = [];
  const answers: Posted[] = [];
  let meanwhile: () => void = () => undefined;
  const audited: AuditRecord[] = [];
  const key = newMasterKey();
  let queue = createHandQueue(() => now);
  const create = () =>
    createOutgoing({
      database,
      jobs: queue.jobs,
      clock,
      newId: createNewId(clock),
      audit: (entry) => audited.push(entry),
      key,
      profile,
      post: async ({ signal: _signal, ...message }) => {
        told.push(message);
        meanwhile();
        meanwhile = () => undefined;
        return answers.shift() ?? { status: 200, retryAfterSeconds: null };
      },
    });
  let room = create();
  const pass = async (milliseconds: number) => {
    now += milliseconds;
    await queue.drain();
  };
  return {
    get room() {
      return room;
    },
    database,
    told,
    answers,
    audited,
    /** Happens while the next message is on its way. */
    onPost: (act: () => void) => {
      meanwhile = act;
    },
    pass,
    add: (form: { name?: string; url?: string } = {}) => room.create({ ...FORM, types: [...FORM.types], ...form }, NOK),
    announce: (type: Parameters<typeof room.announce>[0], id = 'pay_1') => database.transaction(() => room.announce(type, { id }))(),
    clear: () => queue.jobs.add({ kind: 'outgoing.clear', subjectId: 'old' }),
    restart: () => {
      queue = createHandQueue(() => now);
      room = create();
      room.resume();
    },
  };
}
const refused = (act: () => unknown): string => {
  try {
    act();
  } catch (fault) {
    if (fault instanceof AppError) return fault.code;
    throw fault;
  }
  return 'allowed';
};

describe('telling the resort’s own systems', () => {
  it('sends what the receiver’s own library takes, to those who asked for it only', async () => {
    const rig = openRoom();
    const { secret } = rig.add();
    rig.room.create({ name: 'Ledger', url: 'https://ledger.example.com/', types: ['dispute.opened'] }, NOK);
    rig.announce('payment.paid');
    rig.announce('payment.failed', 'pay_2');
    await rig.pass(0);
    expect(rig.told.map(({ url }) => url)).toEqual([FORM.url]);
    const [{ body = '', headers = {} } = {}] = rig.told;
    expect(new Webhook(secret).verify(body, headers)).toMatchObject({
      type: 'payment.paid',
      timestamp: expect.any(String),
      data: { id: 'pay_1' },
    });
    expect(() => new Webhook(secret).verify(`${body} `, headers)).toThrow();
    expect(rig.room.list().find(({ url }) => url === FORM.url)).toMatchObject({ state: 'working', waiting: 0, failed: 0 });
  });

  it('loses nothing when the process dies between the change and the telling', async () => {
    const rig = openRoom();
    rig.add();
    rig.announce('payment.paid');
    rig.restart();
    await rig.pass(0);
    expect(rig.told).toHaveLength(1);
  });

  it('tells nothing of a change that was rolled back', async () => {
    const rig = openRoom();
    rig.add();
    expect(() =>
      rig.database.transaction(() => {
        rig.room.announce('payment.paid', { id: 'pay_1' });
        throw new Error('no');
      })(),
    ).toThrow('no');
    await rig.pass(0);
    expect([rig.told, rig.room.list()[0]?.waiting]).toEqual([[], 0]);
  });

  it('tries again under the same id at growing distances, gives up after ten, and lets a person tell it again', async () => {
    const rig = openRoom();
    const { id } = rig.add();
    rig.answers.push(...Array.from({ length: 10 }, (): Posted => ({ status: 500, retryAfterSeconds: null })));
    rig.announce('payment.paid');
    await rig.pass(0);
    await rig.pass(4000);
    expect(rig.told).toHaveLength(1);
    await rig.pass(1000);
    expect(rig.told).toHaveLength(2);
    for (let hour = 0; hour < 90; hour += 1) await rig.pass(3_600_000);
    expect(rig.told).toHaveLength(10);
    expect(new Set(rig.told.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    const [failed] = rig.room.deliveries({ endpointId: id, limit: 10 }).items;
    expect(failed).toMatchObject({ state: 'failed', attempts: 10, lastStatus: 500, nextAttemptAt: null, lastError: 'It answered 500.' });
    expect(rig.room.problems()).toMatchObject([{ severity: 'waiting', link: '/settings/outgoing' }]);
    expect(rig.room.replay({ id, failedSince: '2020-01-01T00:00:00.000Z' }, NOK)).toBe(1);
    await rig.pass(0);
    expect(rig.room.list()[0]).toMatchObject({ state: 'working', failed: 0 });
    expect(rig.told.at(-1)?.headers['webhook-id']).toBe(rig.told[0]?.headers['webhook-id']);
    expect(rig.room.problems()).toEqual([]);
  });

  it('waits as long as the receiver asks, and believes that it is gone', async () => {
    const rig = openRoom();
    const { id } = rig.add();
    rig.answers.push({ status: 429, retryAfterSeconds: 600 }, { status: 410, retryAfterSeconds: null });
    rig.announce('payment.paid');
    await rig.pass(0);
    await rig.pass(599_000);
    expect(rig.told).toHaveLength(1);
    await rig.pass(1000);
    expect(rig.room.list()[0]).toMatchObject({ state: 'disabled', enabled: false, failed: 1 });
    expect(refused(() => rig.room.replay({ id, failedSince: '2020-01-01T00:00:00.000Z' }, NOK))).toBe('conflict');
  });

  it('says that one is gone, in the audit too, until a person looks after it; an address that was corrected meanwhile stays on', async () => {
    const rig = openRoom();
    const { id } = rig.add();
    rig.answers.push({ status: 410, retryAfterSeconds: null });
    rig.announce('payment.paid');
    await rig.pass(0);
    expect(rig.audited.at(-1)).toMatchObject({ actor: 'agent', action: 'webhook_endpoint.gone', subject: id });
    expect(rig.room.problems()).toMatchObject([{ id: `outgoing-${id}`, sentence: { en: expect.stringMatching(/is gone/) } }]);
    rig.room.update({ id, url: 'https://pms.example.com/new', enabled: true }, NOK);
    expect(rig.room.problems()).toEqual([]);
    rig.onPost(() => rig.room.update({ id, url: 'https://pms.example.com/newer', name: 'Renamed' }, NOK));
    rig.answers.push({ status: 410, retryAfterSeconds: null });
    rig.announce('payment.paid', 'pay_2');
    await rig.pass(0);
    expect(rig.room.list()[0]).toMatchObject({ enabled: true, name: 'Renamed', url: 'https://pms.example.com/newer' });
  });

  it('is not made to wait for years, and tells at once what a person wants told again', async () => {
    const rig = openRoom();
    const { id } = rig.add();
    rig.answers.push({ status: 503, retryAfterSeconds: Number.MAX_SAFE_INTEGER }, { status: 503, retryAfterSeconds: null });
    rig.announce('payment.paid');
    await rig.pass(0);
    const [waiting] = rig.room.deliveries({ endpointId: id, limit: 1 }).items;
    expect(Date.parse(waiting?.nextAttemptAt ?? '') - Date.parse(waiting?.createdAt ?? '')).toBe(86_400_000);
    await rig.pass(3_600_000);
    expect(rig.told).toHaveLength(1);
    rig.room.replay({ id, deliveryId: waiting?.id }, NOK);
    await rig.pass(0);
    expect(rig.told).toHaveLength(2);
    await rig.pass(5000);
    expect(rig.told).toHaveLength(3);
    await rig.pass(90_000_000);
    expect(rig.told).toHaveLength(3);
  });

  it('signs with both secrets while one takes over, then with the new one only', async () => {
    const rig = openRoom();
    const { id, secret: old } = rig.add();
    const { secret, oldSecretUntil } = rig.room.rotate({ id, overlapHours: 24 }, NOK);
    expect(oldSecretUntil).not.toBeNull();
    rig.announce('payment.paid');
    await rig.pass(0);
    const [{ body = '', headers = {} } = {}] = rig.told;
    const accepts = (with_: string, sent: { body: string; headers: Readonly<Record<string, string>> }) => {
      const [id_, time, signature] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => sent.headers[name] ?? '');
      return signature?.split(' ').includes(new Webhook(with_).sign(id_ ?? '', new Date(Number(time) * 1000), sent.body));
    };
    expect([accepts(old, { body, headers }), accepts(secret, { body, headers })]).toEqual([true, true]);
    await rig.pass(24 * 3_600_000);
    rig.announce('payment.paid', 'pay_2');
    await rig.pass(0);
    const last = rig.told.at(-1) ?? { body: '', headers: {} };
    expect([accepts(old, last), accepts(secret, last)]).toEqual([false, true]);
    expect(rig.room.list()[0]?.oldSecretUntil).toBeNull();
  });

  it('shows a secret once, stores it sealed, and writes it into no audit line', () => {
    const rig = openRoom();
    const { secret } = rig.add();
    const stored = JSON.stringify(rig.database.prepare('SELECT * FROM outgoing_endpoints').all());
    expect([stored, JSON.stringify(rig.audited), JSON.stringify(rig.room.list())].some((text) => text.includes(secret))).toBe(false);
    expect(rig.room.list()[0]?.secretEnds).toBe(secret.slice(-4));
  });

  it('tells nothing more to one that was removed, and refuses addresses that are none of ours', async () => {
    const rig = openRoom();
    const { id } = rig.add();
    rig.announce('payment.paid');
    rig.room.remove(id, NOK);
    await rig.pass(0);
    expect([rig.told, rig.room.list(), refused(() => rig.room.deliveries({ endpointId: id, limit: 1 }))]).toEqual([[], [], 'not_found']);
    for (const url of ['ftp://a.example.com/', 'https://user:pass@a.example.com/', 'http://169.254.169.254/latest'])
      expect(refused(() => rig.add({ url }))).toBe('invalid_input');
    const practice = openRoom('practice');
    expect([refused(() => practice.add()), refused(() => practice.add({ url: 'http://127.0.0.1:9/x' }))]).toEqual([
      'invalid_input',
      'allowed',
    ]);
  });

  it('forgets what is long done, and keeps what still waits', async () => {
    const rig = openRoom();
    const { id } = rig.add();
    rig.announce('payment.paid');
    await rig.pass(0);
    await rig.pass(91 * 86_400_000);
    rig.answers.push({ unreachable: 'ECONNREFUSED' });
    rig.announce('payment.paid', 'pay_new');
    await rig.pass(0);
    rig.clear();
    await rig.pass(0);
    expect(rig.room.deliveries({ endpointId: id, limit: 10 }).items.map(({ subjectId }) => subjectId)).toEqual(['pay_new']);
  });
});
