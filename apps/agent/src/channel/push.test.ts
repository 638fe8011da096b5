import { describe, expect, it } from 'vitest';
import { createNewId, systemClock } from '../clock.ts';
import { createJobQueue, type JobQueue, type RunningJob, sqliteBell } from '../jobs/index.ts';
import { until } from '../jobs/queue-rig.ts';
import { channelRig, NOK, night, nights, TODAY } from './channel-rig.ts';

const spans = (rig: ReturnType<typeof channelRig>) =>
  rig.channel().messages.map((message) => message.map(({ roomId, rateId, from, to }) => `${roomId}/${rateId} ${from}–${to}`));

describe('telling a channel', () => {
  it('joins equal neighbouring nights and never lets a message cross the end of a month', async () => {
    const rig = channelRig();
    rig.map();
    rig.room.setInventory([...nights('2026-11-28', 5), night('2026-11-29', { price: { amount: 500_000, currency: 'THB' } })], NOK);
    await rig.drain();
    expect(spans(rig)).toEqual([
      [
        'R1/fixed 2026-11-28–2026-11-28',
        'R1/fixed 2026-11-29–2026-11-29',
        'R1/fixed 2026-11-30–2026-11-30',
        'R1/flex 2026-11-28–2026-11-28',
        'R1/flex 2026-11-29–2026-11-29',
        'R1/flex 2026-11-30–2026-11-30',
      ],
      ['R1/fixed 2026-12-01–2026-12-02', 'R1/flex 2026-12-01–2026-12-02'],
    ]);
    expect(rig.channel().shown.get('R1/flex/2026-11-29')).toMatchObject({ available: 5, price: { amount: 500_000, currency: 'THB' } });
  });

  it('lets a message cross months where the channel allows it, and keeps it to a sensible size', async () => {
    const rig = channelRig();
    rig.channel().limits = { message: 'unlimited', daysAhead: 300 };
    rig.map();
    rig.room.setInventory(nights('2026-11-28', 5), NOK);
    await rig.drain();
    expect(spans(rig)).toEqual([['R1/fixed 2026-11-28–2026-12-02', 'R1/flex 2026-11-28–2026-12-02']]);
    rig.room.setInventory(
      nights('2027-01-01', 200).map((cell, index) => ({ ...cell, available: index % 2 })),
      NOK,
    );
    await rig.drain();
    expect(spans(rig).map((message) => message.length)).toEqual([2, 250, 150]);
    expect(rig.room.status()).toMatchObject([{ inSync: true }]);
  });

  it('sends only what differs from what the channel was told, and nothing when nothing does', async () => {
    const rig = channelRig();
    rig.map();
    rig.room.setInventory(nights('2026-12-01', 10), NOK);
    await rig.drain();
    rig.room.setInventory([...nights('2026-12-01', 10), night('2026-12-04', { closed: true })], NOK);
    await rig.drain();
    expect(spans(rig)[1]).toEqual(['R1/fixed 2026-12-04–2026-12-04', 'R1/flex 2026-12-04–2026-12-04']);
    await rig.push();
    expect(rig.channel().messages).toHaveLength(2);
    await rig.push(true);
    expect(spans(rig)[2]).toHaveLength(6);
  });

  it('tells no day that is over at the resort, and none beyond the reach of the channel', async () => {
    const rig = channelRig();
    rig.map();
    // 23:30 at the resort, where UTC still has the day before.
    rig.pass(14.5 * 3_600_000);
    rig.room.setInventory([night('2026-11-22'), night(TODAY), night('2027-12-28'), night('2027-12-29')], NOK);
    await rig.drain();
    expect([...rig.channel().shown.keys()].filter((key) => key.includes('flex'))).toEqual([`R1/flex/${TODAY}`, 'R1/flex/2027-12-28']);
    rig.pass(3_600_000);
    rig.jobs.add({ kind: 'channel.watch', subjectId: 'waiting' });
    await rig.drain();
    expect(rig.channel().shown.get('R1/flex/2027-12-29')).toMatchObject({ available: 5 });
  });

  it('keeps what was refused, with its reason, and sends it again only when it changes or someone syncs', async () => {
    const rig = channelRig();
    rig.map();
    rig.channel().refuses = (key) => key === 'R1/fixed/2026-12-02';
    rig.room.setInventory([night('2026-12-02'), night('2026-12-03', { roomTypeId: 'garden' })], NOK);
    await rig.drain();
    rig.jobs.add({ kind: 'channel.watch', subjectId: 'waiting' });
    await rig.drain();
    expect(rig.channel().messages).toHaveLength(1);
    expect(rig.room.status()).toMatchObject([
      {
        inSync: false,
        waitingChanges: 0,
        lastError: '1 night is refused, the first 2026-12-02 of R1 / fixed: NO_SUCH_RATE It is not known here',
      },
    ]);
    rig.room.setInventory([night('2026-12-02', { available: 3 })], NOK);
    await rig.drain();
    expect(spans(rig)[1]).toEqual(['R1/fixed 2026-12-02–2026-12-02', 'R1/flex 2026-12-02–2026-12-02']);
    rig.channel().refuses = () => false;
    await rig.push();
    expect(spans(rig)[2]).toEqual(['R1/fixed 2026-12-02–2026-12-02']);
    expect(rig.room.status()).toMatchObject([{ inSync: true, lastError: null }]);
  });

  it.each(['lost', 'half', 'unsent', 'refused'] as const)(
    'tries again after a message that was %s, even if the night is set back meanwhile',
    async (weather) => {
      const rig = channelRig();
      rig.map();
      rig.room.setInventory(nights('2026-12-01', 3), NOK);
      await rig.drain();
      rig.channel().forecast(weather);
      rig.room.setInventory(nights('2026-12-01', 3, { available: 1 }), NOK);
      await rig.drain();
      expect(rig.room.status()).toMatchObject([{ inSync: false, waitingChanges: 6, oldestWaitingAt: '2026-11-23T02:00:00.000Z' }]);
      expect(rig.room.status()[0]?.lastError).not.toBeNull();
      rig.room.setInventory(nights('2026-12-01', 3), NOK);
      rig.pass(5000);
      await rig.drain();
      expect(rig.channel().shown.get('R1/flex/2026-12-02')).toMatchObject({ available: 5 });
      expect(rig.room.status()).toMatchObject([{ inSync: true, waitingChanges: 0, oldestWaitingAt: null, lastError: null }]);
    },
  );

  it('sends what changes while a message is on its way', async () => {
    const rig = channelRig();
    rig.map();
    let edits = 0;
    rig.channel().meanwhile = () => {
      edits += 1;
      if (edits <= 3) rig.room.setInventory([night('2026-12-01', { available: edits - 1 })], NOK);
    };
    rig.room.setInventory([night('2026-12-01')], NOK);
    await rig.drain();
    expect(rig.channel().messages.map(([update]) => update?.available)).toEqual([5, 0, 1, 2]);
    expect(rig.room.status()).toMatchObject([{ inSync: true }]);
  });

  it('tells a night anew that a cancellation put back on sale while a message with it was on its way', async () => {
    const rig = channelRig();
    const channel = rig.channel();
    const stay = { channelRoomId: 'R1', arrival: '2026-12-01', departure: '2026-12-02' };
    rig.map();
    rig.room.setInventory([night('2026-12-01', { available: 1 })], NOK);
    channel.book('B1', stay);
    channel.book('B2', stay);
    await rig.poll();
    rig.pass(60_000);
    let reading: Promise<void> | undefined;
    channel.meanwhile = async () => {
      if (reading) return;
      channel.cancel('B2');
      reading = rig.poll();
      await new Promise(setImmediate);
    };
    rig.room.setInventory([night('2026-12-01', { available: 0, minimumStay: 2 })], NOK);
    await rig.drain();
    await reading;
    // One room was sold twice, so the one that came back is not free.
    expect(rig.room.inventory('2026-12-01', '2026-12-01')).toMatchObject([{ available: 0 }]);
    expect(channel.shown.get('R1/flex/2026-12-01')).toMatchObject({ available: 0, minimumStay: 2 });
  });

  it('goes on where it stopped after a crash in the middle', async () => {
    const rig = channelRig();
    rig.map();
    rig.room.setInventory(nights('2026-11-29', 5), NOK);
    rig.channel().forecast('fine', 'lost');
    await rig.drain();
    rig.restart();
    await rig.drain();
    expect(rig.channel().messages.map(([update]) => update?.from)).toEqual(['2026-11-29', '2026-12-01', '2026-12-01']);
    expect(rig.room.status()).toMatchObject([{ inSync: true }]);
  });

  it('lets what waits for a paused channel wait, and tells it when it is back', async () => {
    const rig = channelRig(['fake', 'other']);
    rig.map('fake');
    rig.map('other');
    rig.paused.add('other');
    rig.room.setInventory([night('2026-12-01')], NOK);
    await rig.drain();
    expect(rig.room.status().map(({ provider, inSync, waitingChanges }) => [provider, inSync, waitingChanges])).toEqual([
      ['fake', true, 0],
      ['other', false, 2],
    ]);
    expect(() => rig.room.sync({ provider: 'other', full: false }, NOK)).toThrow(expect.objectContaining({ code: 'provider_paused' }));
    rig.paused.clear();
    rig.jobs.add({ kind: 'channel.watch', subjectId: 'waiting' });
    await rig.drain();
    expect(rig.channel('other').shown.size).toBe(2);
  });

  it('reports how far it is, and is done when the real queue says so', async () => {
    const rig = channelRig();
    rig.map();
    rig.room.setInventory(nights('2026-11-29', 40), NOK);
    const notes: [number, string][] = [];
    const queue = createJobQueue({
      database: rig.database,
      clock: systemClock,
      newId: createNewId(systemClock),
      random: () => 0.5,
      live: { publish: () => undefined },
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      bell: sqliteBell(),
    });
    const jobs: JobQueue = {
      ...queue,
      handle: (kind, handler, options) => {
        const noting = ({ id, subjectId, attempt, signal }: RunningJob) =>
          handler({
            id,
            kind,
            subjectId,
            attempt,
            signal,
            progress: (done, note) => void (kind === 'channel.push' && notes.push([done, note])),
          });
        queue.handle(kind, noting, options);
      },
    };
    const room = rig.roomOn(jobs);
    await queue.start();
    const { jobId } = room.sync({ full: false }, NOK);
    await until('the sync is done', () => queue.get(jobId)?.state === 'completed');
    await queue.stop(1000);
    expect(notes).toEqual([
      [4 / 80, 'Fake fake: 2026-11'],
      [66 / 80, 'Fake fake: 2026-12'],
      [1, 'Fake fake: 2027-01'],
    ]);
    expect(room.status()).toMatchObject([{ inSync: true, lastPushAt: '2026-11-23T02:00:00.000Z' }]);
  });

  it('never has two messages to a channel on their way at once', async () => {
    const rig = channelRig();
    rig.map();
    rig.room.setInventory(nights('2026-12-01', 3), NOK);
    rig.room.sync({ provider: 'fake', full: true }, NOK);
    rig.room.sync({ full: false }, NOK);
    await rig.drain();
    expect(rig.channel().messages).toHaveLength(1);
  });
});
