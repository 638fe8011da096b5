import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startOfDay } from './calendar-day.ts';
import { RESORT_FILE, readResort } from './resort.ts';

function folderWith(content?: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'resort-'));
  if (content !== undefined) writeFileSync(join(folder, RESORT_FILE), content);
  return folder;
}

describe('the resort', () => {
  it('is Banrimkwae where nobody says otherwise', () => {
    expect(readResort(folderWith())).toMatchObject({ name: { en: 'Banrimkwae Resort' }, currency: 'THB', timeZone: 'Asia/Bangkok' });
  });

  it('is what the file says, the rest as it was', () => {
    const resort = readResort(folderWith(JSON.stringify({ name: { en: 'Sea', th: 'ทะเล' }, timeZone: 'Asia/Tokyo', currency: 'JPY' })));
    expect(resort).toMatchObject({ name: { en: 'Sea', th: 'ทะเล' }, timeZone: 'Asia/Tokyo', currency: 'JPY', languages: ['th', 'en'] });
  });

  it('keeps things as long as it says, and the rest as usual', () => {
    const { retention } = readResort(folderWith('{"retention":{"webhookBodies":30}}'));
    expect(retention).toEqual({ webhookBodies: 30, webhookEvents: 400, refusedDeliveries: 30, providerCalls: 30 });
  });

  it.each([
    ['a misspelt retention', '{"retention":{"webhookBody":30}}', 'retention'],
    ['no JSON', '{', 'it is not JSON'],
    ['an unknown time zone', '{"timeZone":"Asia/Kanchanaburi"}', 'timeZone: This time zone does not exist.'],
    [
      'two room types with one id',
      JSON.stringify({ roomTypes: [1, 2].map((count) => ({ id: 'a', name: { en: 'A', th: 'A' }, count })) }),
      'same id',
    ],
    ['a misspelt field', '{"currancy":"THB"}', 'currancy'],
  ])('refuses %s with the name of what is wrong', (_name, content, problem) => {
    expect(() => readResort(folderWith(content))).toThrow(problem);
  });
});

describe('the beginning of a day', () => {
  it.each([
    ['Asia/Bangkok', '2026-11-24T03:15:00Z', '2026-11-23T17:00:00.000Z'],
    ['Asia/Bangkok', '2026-11-23T16:59:59Z', '2026-11-22T17:00:00.000Z'],
    ['Europe/Berlin', '2026-03-29T12:00:00Z', '2026-03-28T23:00:00.000Z'],
    ['America/Los_Angeles', '2026-11-01T20:00:00Z', '2026-11-01T07:00:00.000Z'],
  ])('%s at %s', (zone, at, begun) => {
    expect(startOfDay(new Date(at), zone).toISOString()).toBe(begun);
  });
});
