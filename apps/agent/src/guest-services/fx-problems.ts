import type { Problem } from '@banrimkwae/contract/system';
import type { FxGround } from './fx-ground.ts';
import { workingDaysBetween } from './working-days.ts';

const SILENT_WORKING_DAYS = 2;

/** That every source has failed for two working days. A source that answers that there is no rate today works. */
export function fxProblems({ providers, rates, clock, timeZone }: FxGround): Problem[] {
  const ready = providers.ready('fx').map(({ id }) => id);
  const rows = rates.sources().filter(({ source }) => ready.includes(source));
  const failing = rows.flatMap(({ failing_since: since, error }) => (since === null ? [] : [{ since, error: error ?? '' }]));
  const [latest] = failing.toSorted((left, right) => (left.since < right.since ? 1 : -1));
  if (!latest || failing.length < ready.length) return [];
  if (workingDaysBetween(new Date(latest.since), clock.now(), timeZone) < SILENT_WORKING_DAYS) return [];
  return [
    {
      id: 'fx-rates',
      severity: 'waiting',
      sentence: {
        en: `No source of exchange rates has answered for two working days. ${latest.error}`.trim(),
        th: `ไม่มีแหล่งอัตราแลกเปลี่ยนใดตอบกลับมาสองวันทำการแล้ว ${latest.error}`.trim(),
      },
      nextStep: {
        en: 'Test the connections of exchange rates; until then the last known rates stand, with their date.',
        th: 'ทดสอบการเชื่อมต่ออัตราแลกเปลี่ยน ระหว่างนี้ใช้อัตราล่าสุดพร้อมวันที่',
      },
      link: '/connections',
      since: latest.since,
    },
  ];
}
