import { AppError } from '@banrimkwae/contract/errors';
import { afterEach, describe, expect, it } from 'vitest';
import { FakeLister, type GapsRig, gapsRig, MINUTE, NOK, START } from './gaps-rig.ts';

let rig: GapsRig;
afterEach(() => rig.close());

const at = (minutes: number) => new Date(START + minutes * MINUTE).toISOString();
function opened(...listers: FakeLister[]): void {
  rig = gapsRig(listers);
  rig.start();
}
const ids = (provider = 'fake') => rig.inbox.rows.filter((row) => row.provider === provider).map(({ id }) => id);
const happen = (lister: FakeLister, id: string, type = 'paid') => {
  const event = { id, type, at: rig.time.now };
  lister.happened.push(event);
  return event;
};
/** Away for so many minutes, with something happening each minute. */
async function away(lister: FakeLister, minutes: number): Promise<void> {
  rig.kill();
  for (let minute = 0; minute < minutes; minute += 1) {
    rig.time.now += MINUTE / 2;
    happen(lister, `evt_away_${rig.time.now}`);
    rig.time.now += MINUTE / 2;
  }
  rig.start();
  await rig.drain();
}

describe('fetching what is missing', () => {
  it('takes every page, then moves the watermark; a webhook before or after makes no second row', async () => {
    const lister = new FakeLister('fake');
    opened(lister);
    for (let index = 0; index < 12; index += 1) happen(lister, `evt_${index}`);
    rig.inbox.deliver('fake', lister.happened[3] ?? happen(lister, 'never'));
    rig.pass(MINUTE);
    await rig.beat();
    rig.inbox.deliver('fake', lister.happened[4] ?? happen(lister, 'never'));
    expect(ids().sort()).toEqual(lister.happened.map(({ id }) => id).sort());
    expect(rig.room.fetches()).toMatchObject([
      {
        provider: 'fake',
        way: 'event_list',
        reachDays: 30,
        ready: true,
        completeUntil: at(1),
        lastError: null,
        running: false,
        recoveredLast30Days: 11,
        nextRunAt: at(16),
      },
    ]);
  });

  it('does not move the watermark while a page is wanting, tries again, and then leaves no hole', async () => {
    const lister = new FakeLister('fake');
    opened(lister);
    await rig.beat();
    rig.pass(20 * MINUTE);
    for (let index = 0; index < 12; index += 1) happen(lister, `evt_${index}`);
    lister.weather = [
      () => undefined,
      () => {
        throw new AppError('provider_failed', { providerMessage: 'HTTP 500' });
      },
    ];
    await rig.beat();
    expect(rig.room.fetches()).toMatchObject([
      { completeUntil: at(0), lastError: 'The provider has a fault. · HTTP 500', nextRunAt: new Date(rig.time.now + 10_000).toISOString() },
    ]);
    rig.pass(10_000);
    await rig.drain();
    expect(rig.room.fetches()).toMatchObject([{ completeUntil: new Date(rig.time.now).toISOString(), lastError: null }]);
    expect(ids()).toHaveLength(12);
    expect(lister.asked.at(-1)?.toISOString()).toBe(at(-10));
  });

  it('waits as long as the provider says, and holds up no other', async () => {
    const [slow, quick] = [new FakeLister('slow'), new FakeLister('quick')];
    opened(slow, quick);
    slow.weather = [
      () => {
        throw new AppError('rate_limited', { retryAfterSeconds: 400 });
      },
    ];
    happen(quick, 'evt_1');
    await rig.beat();
    expect(ids('quick')).toEqual(['evt_1']);
    expect(rig.room.fetches().find(({ provider }) => provider === 'slow')).toMatchObject({
      nextRunAt: new Date(START + 400_000).toISOString(),
    });
  });

  it('asks since when staff say, writes down who did, and says what lies beyond the reach', async () => {
    const lister = new FakeLister('fake');
    lister.reach = { ...lister.reach, reachDays: 2 };
    opened(lister);
    await rig.beat();
    rig.room.fetchMissing({ id: 'fake', since: at(-600) }, NOK);
    await rig.drain();
    expect(lister.asked.at(-1)?.toISOString()).toBe(at(-610));
    expect(rig.audited).toMatchObject([{ actor: 'op_nok', action: 'recovery.fetched', subject: 'fake' }]);
    rig.room.fetchMissing({ id: 'fake', since: at(-9000) }, NOK);
    await rig.drain();
    expect(rig.room.fetches()).toMatchObject([{ lastError: 'Only the last 2 days can be asked for; what happened before is not known.' }]);
  });

  it('refuses who tells nothing, who is paused, and the future', () => {
    const mute = new FakeLister('mute');
    mute.reach = { ...mute.reach, way: 'none', reachDays: 0 };
    opened(mute, new FakeLister('fake'));
    expect(() => rig.room.fetchMissing({ id: 'mute' }, NOK)).toThrow('tells nothing afterwards');
    expect(() => rig.room.fetchMissing({ id: 'fake', since: at(5) }, NOK)).toThrow(AppError);
    rig.state.whyNot.set('fake', 'provider_paused');
    expect(() => rig.room.fetchMissing({ id: 'fake' }, NOK)).toThrow('paused');
    expect(() => rig.room.fetchMissing({ id: 'nobody' }, NOK)).toThrow(AppError);
  });

  it('is a problem only after an hour of failing', async () => {
    const lister = new FakeLister('fake');
    opened(lister);
    lister.weather = Array.from({ length: 100 }, () => () => {
      throw new AppError('provider_credentials');
    });
    await rig.beat();
    expect(rig.room.problems()).toEqual([]);
    rig.pass(61 * MINUTE);
    await rig.drain();
    expect(rig.room.problems()).toMatchObject([{ id: 'fetch-fake', severity: 'waiting', since: at(0), link: '/connections/fake' }]);
  });
});

describe('outages', () => {
  it('of the agent: tells how long, what was missed and recovered, in both languages and the time of the resort', async () => {
    const lister = new FakeLister('fake');
    opened(lister);
    await rig.beat();
    await away(lister, 95);
    expect(rig.outage()).toMatchObject({
      cause: 'agent',
      beganAt: at(0),
      endedAt: at(95),
      state: 'repaired',
      sentence: {
        en: 'Offline 09:00–10:35: 95 events missed, 95 recovered.',
        th: 'ออฟไลน์ 09:00–10:35: พลาด 95 รายการ กู้คืนแล้ว 95 รายการ',
      },
      repairs: [{ provider: 'fake', state: 'done', found: 95, known: 0, recovered: 95, error: null }],
    });
    expect(rig.room.problems()).toEqual([]);
    expect(rig.events.filter(({ type }) => type === 'outage_changed').length).toBeGreaterThan(1);
  });

  it('of less than a minute is a restart', async () => {
    opened(new FakeLister('fake'));
    rig.kill();
    rig.time.now += 50_000;
    rig.start();
    expect(rig.room.outages({ limit: 5 }).items).toEqual([]);
  });

  it('counts as known what a webhook brought late, and says so when nothing was missed', async () => {
    const lister = new FakeLister('fake');
    opened(lister);
    rig.kill();
    rig.time.now += 5 * MINUTE;
    const event = happen(lister, 'evt_1');
    rig.time.now += 5 * MINUTE;
    rig.start();
    rig.inbox.deliver('fake', event);
    await rig.drain();
    expect(rig.outage()).toMatchObject({
      sentence: { en: 'Offline 09:00–09:10: nothing was missed.' },
      repairs: [{ found: 1, known: 1, recovered: 0 }],
    });
  });

  it('of the tunnel: only from half a minute on, told while it lasts', async () => {
    const lister = new FakeLister('fake');
    opened(lister);
    rig.room.tunnelChanged({ state: 'down', at: at(0) });
    rig.pass(20_000);
    rig.room.tunnelChanged({ state: 'connected', at: new Date(rig.time.now).toISOString() });
    expect(rig.room.outages({ limit: 5 }).items).toEqual([]);
    rig.room.tunnelChanged({ state: 'down', at: new Date(rig.time.now).toISOString() });
    rig.pass(MINUTE);
    expect(rig.outage()).toMatchObject({ cause: 'tunnel', state: 'open', endedAt: null });
    happen(lister, 'evt_1');
    rig.pass(MINUTE);
    rig.room.tunnelChanged({ state: 'connected', at: new Date(rig.time.now).toISOString() });
    await rig.drain();
    expect(rig.outage()).toMatchObject({ state: 'repaired', repairs: [{ recovered: 1 }] });
    expect(rig.outage().sentence.en).toMatch(/^Not reachable from outside 09:00–09:02: 1 event missed, 1 recovered\.$/);
  });

  it('of line and tunnel at once are one, and end with the last', async () => {
    const lister = new FakeLister('fake');
    opened(lister, new FakeLister('other'));
    rig.room.tunnelChanged({ state: 'down', at: at(0) });
    rig.state.calls = [
      { provider: 'fake', at: START, answered: false },
      { provider: 'other', at: START, answered: false },
    ];
    rig.pass(2 * MINUTE);
    expect(rig.outage()).toMatchObject({ cause: 'line', state: 'open', beganAt: at(0) });
    rig.state.calls = [
      { provider: 'fake', at: rig.time.now, answered: true },
      { provider: 'other', at: START, answered: false },
    ];
    rig.pass(MINUTE);
    expect(rig.outage().state).toBe('open');
    rig.room.tunnelChanged({ state: 'degraded', at: new Date(rig.time.now).toISOString() });
    await rig.drain();
    expect(rig.room.outages({ limit: 5 }).items).toMatchObject([{ cause: 'line', state: 'repaired', endedAt: at(3) }]);
  });

  it('names who could not be asked and what to do, keeps trying, and is whole in the end', async () => {
    const lister = new FakeLister('fake');
    opened(lister);
    lister.weather = [
      () => {
        throw new AppError('provider_credentials');
      },
    ];
    await away(lister, 3);
    expect(rig.outage()).toMatchObject({
      state: 'incomplete',
      repairs: [{ state: 'failed', error: 'The provider does not accept our keys.' }],
    });
    expect(rig.outage().sentence.en).toContain('Fake fake could not be asked (The provider does not accept our keys.): we keep trying');
    expect(rig.room.problems()).toMatchObject([
      { severity: 'waiting', sentence: { en: expect.stringContaining('Fake fake could not be asked') } },
    ]);
    rig.pass(10_000);
    await rig.drain();
    expect(rig.outage()).toMatchObject({ state: 'repaired', repairs: [{ recovered: 3 }] });
    expect(rig.room.problems()).toEqual([]);
  });

  it('says what lies beyond the reach, and who tells nothing', async () => {
    const [short, mute] = [new FakeLister('short'), new FakeLister('mute')];
    short.reach = { ...short.reach, reachDays: 1 };
    mute.reach = { ...mute.reach, way: 'none', reachDays: 0 };
    opened(short, mute);
    rig.kill();
    rig.time.now += 3 * 24 * 60 * MINUTE;
    happen(short, 'evt_1');
    rig.start();
    await rig.drain();
    const { state, sentence, repairs } = rig.outage();
    expect(state).toBe('incomplete');
    expect(repairs).toMatchObject([
      { provider: 'mute', state: 'not_possible' },
      { provider: 'short', state: 'out_of_reach', recovered: 1 },
    ]);
    expect(sentence.en).toMatch(
      /^Offline 23 Nov,? 09:00–26 Nov,? 09:00: 1 event missed, 1 recovered\. Fake mute tells nothing afterwards.*Fake short does not tell as far back/,
    );
  });

  it('waits for one that is paused, and asks nobody who is not set up', async () => {
    const [lister, unused] = [new FakeLister('fake'), new FakeLister('unused')];
    opened(lister, unused);
    rig.state.whyNot.set('fake', 'provider_paused').set('unused', 'provider_not_configured');
    await away(lister, 2);
    expect(rig.outage()).toMatchObject({ state: 'incomplete', repairs: [{ provider: 'fake', error: 'This provider is paused.' }] });
    rig.state.whyNot.delete('fake');
    await rig.beat();
    expect(rig.outage()).toMatchObject({ state: 'repaired', repairs: [{ recovered: 2 }] });
  });

  it('is repaired to the end by the next start, when the agent is killed half-way', async () => {
    const lister = new FakeLister('fake');
    opened(lister);
    rig.state.afterTake = [() => undefined, () => rig.die()];
    await away(lister, 12);
    expect(ids()).toHaveLength(10);
    rig.start();
    expect(rig.outage()).toMatchObject({ state: 'repairing', repairs: [{ state: 'waiting' }] });
    rig.pass(10_000);
    await rig.drain();
    expect(rig.outage()).toMatchObject({ state: 'repaired', repairs: [{ found: 12, recovered: 12 }] });
    expect(ids()).toHaveLength(12);
  });

  it('are watched on when the disk could not be written for a while', async () => {
    const lister = new FakeLister('fake');
    opened(lister);
    rig.database.pragma('query_only = ON');
    rig.room.tunnelChanged({ state: 'down', at: at(0) });
    rig.pass(25_000);
    expect(rig.complaints.length).toBeGreaterThan(0);
    rig.database.pragma('query_only = OFF');
    rig.pass(25_000);
    expect(rig.outage()).toMatchObject({ state: 'open', beganAt: at(0) });
    rig.database.pragma('query_only = ON');
    rig.room.tunnelChanged({ state: 'connected', at: at(2) });
    rig.database.pragma('query_only = OFF');
    expect(rig.outage().state).toBe('open');
    rig.pass(50_000);
    await rig.drain();
    expect(rig.outage()).toMatchObject({ state: 'repaired', endedAt: at(2) });
  });

  it('adds what was listed late to the report', async () => {
    const lister = new FakeLister('fake');
    opened(lister);
    await away(lister, 4);
    lister.happened.push({ id: 'evt_late', type: 'paid', at: START + 2 * MINUTE });
    rig.pass(15 * MINUTE);
    await rig.beat();
    expect(rig.outage()).toMatchObject({ repairs: [{ recovered: 5 }] });
  });
});
