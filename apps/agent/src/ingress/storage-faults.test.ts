import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../store/database.ts';
import { bodyOf, type IngressRig, openIngressRig, type RigOptions, signed, until } from './ingress-rig.ts';

let rig: IngressRig | undefined;
const folders: string[] = [];
const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'inbox-'));
  folders.push(folder);
  return folder;
};
/** A thread that stands in for the writer and fails as the test wants. */
const threadThat = (code: string): string => {
  const file = join(newFolder(), 'thread.mjs');
  writeFileSync(file, `import { parentPort } from 'node:worker_threads';\n${code}`);
  return file;
};
const open = async (options: RigOptions = {}): Promise<IngressRig> => {
  rig = await openIngressRig(options);
  return rig;
};
afterEach(async () => {
  await rig?.remove();
  rig = undefined;
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const post = (id: string): Promise<Response> => fetch(`${rig?.url}/webhooks/fake`, signed(bodyOf(id)));
const CLOSES = `parentPort.on('message', (batch) => { if (batch === 'close') parentPort.close(); else answer(batch); });`;
const countRows = (file: string): unknown => {
  const database = openDatabase(file, 'FULL', { readonly: true });
  const rows = database.prepare('SELECT count(*) FROM webhook_events').pluck().get();
  database.close();
  return rows;
};

describe('when the inbox cannot be written', () => {
  it('a delivery is answered 503, never 200, and health says so until it can be again', async () => {
    const writerFile = threadThat(`
      let full = true;
      const answer = (batch) => {
        const given = full ? { fault: { code: 'SQLITE_FULL', message: 'database or disk is full' } } : { written: batch.map(() => ({ stored: [], due: [] })) };
        full = false;
        parentPort.postMessage(given);
      };
      ${CLOSES}`);
    const { ingress, url, log } = await open({ writerFile });
    const answer = await post('1');
    expect([answer.status, answer.headers.get('retry-after'), await answer.json()]).toEqual([
      503,
      '10',
      { error: { code: 'storage_unavailable' } },
    ]);
    expect((await fetch(`${url}/healthz`)).status).toBe(503);
    expect(ingress.inbox.counts().turnedAway).toBe(1);
    expect((await post('1')).status).toBe(200);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect(log).toEqual(['The inbox cannot be written: deliveries are turned away until it can', 'The inbox can be written again']);
  });

  it('because the thread died: 503 at once, and it is started again', async () => {
    const { url, ingress } = await open({
      writerFile: threadThat(`
      import { existsSync, writeFileSync } from 'node:fs';
      const mark = import.meta.filename + '.died';
      const answer = (batch) => {
        if (existsSync(mark)) parentPort.postMessage({ written: batch.map(() => ({ stored: [], due: [] })) });
        else { writeFileSync(mark, ''); process.exit(1); }
      };
      ${CLOSES}`),
    });
    expect((await Promise.all([post('1'), post('2')])).map(({ status }) => status)).toEqual([503, 503]);
    expect((await post('3')).status).toBe(503);
    expect((await fetch(`${url}/healthz`)).status).toBe(503);
    await until('it is back', () => ingress.inbox.counts().turnedAway === 3);
    await sleep(1100);
    expect((await post('1')).status).toBe(200);
  });

  it('because another program holds the file: the delivery waits for it', async () => {
    const { inboxFile } = await open();
    const other = openDatabase(inboxFile, 'FULL');
    other.exec('BEGIN IMMEDIATE');
    let answered = false;
    const answer = post('1').then((response) => {
      answered = true;
      return response;
    });
    await sleep(150);
    expect(answered).toBe(false);
    other.exec('ROLLBACK');
    other.close();
    expect((await answer).status).toBe(200);
    expect(countRows(inboxFile)).toBe(1);
  });

  it('fast enough: more than may wait are asked to come again in a second', async () => {
    const writerFile = threadThat(`
      const held = [];
      const release = () => { for (const batch of held.splice(0)) parentPort.postMessage({ written: batch.map(() => ({ stored: [], due: [] })) }); };
      const answer = (batch) => { held.push(batch); setTimeout(release, 400); };
      ${CLOSES}`);
    const { ingress } = await open({ writerFile, limits: { waiting: 20 } });
    const first = Array.from({ length: 20 }, (_, index) => post(`first_${index}`));
    await until('20 wait', () => ingress.inbox.counts().waiting === 20);
    const tooMany = await Promise.all([post('more_1'), post('more_2')]);
    expect(tooMany.map(({ status, headers }) => [status, headers.get('retry-after')])).toEqual([
      [503, '1'],
      [503, '1'],
    ]);
    expect((await Promise.all(first)).map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    expect((await post('more_1')).status).toBe(200);
  });

  it('and memory is full of bodies: the next is asked to come again', async () => {
    await open({ limits: { heldBytes: 100 } });
    const big = await fetch(`${rig?.url}/webhooks/fake`, signed(JSON.stringify({ events: [], filler: 'x'.repeat(200) })));
    expect([big.status, await big.json()]).toEqual([503, { error: { code: 'busy' } }]);
    expect((await post('1')).status).toBe(200);
  });
});

describe('an agent that stops', () => {
  it('answers and stores what is under way, and takes nothing new', async () => {
    const { url, inboxFile, stop, folder } = await open();
    folders.push(folder);
    rig = undefined;
    const underWay = Array.from({ length: 50 }, (_, index) => fetch(`${url}/webhooks/fake`, signed(bodyOf(`evt_${index}`))));
    await underWay[0];
    await stop();
    const answers = await Promise.allSettled(underWay);
    const taken = answers.filter((answer) => answer.status === 'fulfilled' && answer.value.status === 200).length;
    expect(taken).toBeGreaterThan(0);
    expect(countRows(inboxFile)).toBe(taken);
    await expect(fetch(`${url}/webhooks/fake`, signed(bodyOf('late')))).rejects.toThrow();
  });

  it('takes up unfinished events at its next start, those that kill it excepted', async () => {
    const gate = new Promise<void>(() => undefined);
    const first = await openIngressRig({ appliers: { reservations: () => gate } });
    folders.push(first.folder);
    for (const id of ['evt_1', 'evt_2', 'poison']) await fetch(`${first.url}/webhooks/fake`, signed(bodyOf(id)));
    await until('they run', () => first.ingress.inbox.counts().processing === 3);
    await first.stop();
    const database = openDatabase(first.inboxFile, 'FULL');
    database.exec(`UPDATE webhook_events SET processing_attempts = 20 WHERE webhook_id = 'poison'`);
    database.exec(`UPDATE webhook_events SET processing_status = 'pending' WHERE webhook_id = 'evt_2'`);
    database.close();
    const jobs = openDatabase(join(first.folder, 'agent.db'), 'FULL');
    jobs.exec('DELETE FROM jobs');
    jobs.close();

    const applied: string[] = [];
    const again = await openIngressRig({ folder: first.folder, appliers: { reservations: async ({ id }) => void applied.push(id) } });
    await until('they are done', () => again.ingress.inbox.list({ state: 'completed', limit: 10 }).items.length === 2);
    await until('the third is failed', () => again.ingress.inbox.get('poison').state === 'failed');
    expect(applied.sort()).toEqual(['evt_1', 'evt_2']);
    await again.stop();
  });
});

describe('when the job queue cannot be written', () => {
  it('deliveries are taken all the same, and worked through later', async () => {
    const { database, ingress } = await open();
    database.exec('ALTER TABLE jobs RENAME TO jobs_away');
    expect((await post('evt_1')).status).toBe(200);
    expect((await post('evt_1')).status).toBe(200);
    await sleep(50);
    expect(ingress.inbox.get('evt_1').state).toBe('pending');
    database.exec('ALTER TABLE jobs_away RENAME TO jobs');
    await until('it is done', () => ingress.inbox.get('evt_1').state === 'completed');
  });
});
