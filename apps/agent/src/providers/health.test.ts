import { describe, expect, it } from 'vitest';
import { judge, type Signs } from './health.ts';

const quiet = Array.from({ length: 24 }, () => ({ total: 0, failed: 0 }));
const lately = (total: number, failed: number) => [...quiet.slice(1), { total, failed }];
const well: Signs = {
  name: 'PayWell',
  capabilities: ['payments'],
  status: 'active',
  statusReason: null,
  configured: true,
  blocked: [],
  today: { total: 40, failed: 0, averageMs: 180 },
  recent: lately(10, 0),
};

describe('how a provider fares', () => {
  it.each<[string, Partial<Signs>, string]>([
    ['answers', {}, 'working'],
    ['was not asked lately', { recent: quiet }, 'working'],
    ['failed twice of two, which says nothing yet', { recent: lately(2, 2) }, 'working'],
    ['fails now and then', { recent: lately(10, 2) }, 'slow'],
    ['answers late', { today: { total: 40, failed: 0, averageMs: 6000 } }, 'slow'],
    ['fails mostly', { recent: lately(10, 5) }, 'down'],
    ['lets one call through no more, others work', { blocked: ['refund'] }, 'slow'],
    ['lets nothing through', { blocked: ['refund'], recent: quiet }, 'down'],
    ['has no keys', { configured: false, blocked: ['refund'] }, 'not_set_up'],
    ['was paused', { status: 'maintenance', configured: false }, 'paused'],
  ])('%s', (_name, change, state) => {
    expect(judge({ ...well, ...change }).state).toBe(state);
  });

  it('says what an outage means at the desk, in both languages', () => {
    const { sentence } = judge({ ...well, recent: lately(10, 10) });
    expect(sentence).toEqual({
      en: 'PayWell does not answer as it should. Payments by it cannot be taken at the moment.',
      th: 'PayWell ไม่ตอบกลับตามปกติ ขณะนี้รับชำระเงินผ่านช่องทางนี้ไม่ได้',
    });
  });

  it('repeats the reason of a pause', () => {
    expect(judge({ ...well, status: 'inactive', statusReason: 'new keys on Monday' }).sentence.en).toBe(
      'PayWell is paused: new keys on Monday',
    );
  });
});
