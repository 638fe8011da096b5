import type { Bilingual } from '@banrimkwae/contract/primitives';
import type { Outage, Repair } from '@banrimkwae/contract/recovery';
import type { Problem } from '@banrimkwae/contract/system';
import { DAY_MS, type GapsGround } from './gap-ground.ts';
import type { Cause, OpenRepair, OutageRow, RepairRow } from './outage-table.ts';

/** Before the agent there was nothing; before the line, no tunnel either. */
const WORST: readonly Cause[] = ['agent', 'line', 'tunnel'];
const WORDS: Readonly<Record<Cause, Bilingual>> = {
  agent: { en: 'Offline', th: 'ออฟไลน์' },
  line: { en: 'No internet', th: 'ไม่มีอินเทอร์เน็ต' },
  tunnel: { en: 'Not reachable from outside', th: 'ภายนอกเข้าถึงไม่ได้' },
};
/** Today stops naming an outage that could not be repaired after so long; its report stays in the list. */
const NAMED_MS = 7 * DAY_MS;

type ReportGround = Pick<GapsGround, 'outages' | 'connectors' | 'running' | 'timeZone'>;

/** An outage with its report. */
export function showOutage(ground: ReportGround, row: OutageRow): Outage {
  const repairs = ground.outages.repairs(row.id).map((repair) => showRepair(ground, row, repair));
  const state = stateOf(row, repairs);
  return {
    id: row.id,
    cause: worstOf(row.causes),
    beganAt: row.beganAt,
    endedAt: row.endedAt,
    state,
    sentence: sentenceOf({ row, repairs, state, timeZone: ground.timeZone }),
    repairs,
  };
}

/** After a run: tells the desktops how the outages it concerned stand. */
export function tellOutages(ground: Pick<GapsGround, 'live'> & ReportGround, repairs: readonly OpenRepair[]): void {
  for (const { outageId } of repairs) {
    const row = ground.outages.find(outageId);
    if (row) ground.live.publish({ type: 'outage_changed', outageId, state: showOutage(ground, row).state });
  }
}

/** For Today: outages of the last days with a provider that could not be asked, or not far enough back. */
export function outageProblems(ground: ReportGround & Pick<GapsGround, 'clock'>): Problem[] {
  const since = new Date(ground.clock.now().getTime() - NAMED_MS).toISOString();
  return ground.outages.incompleteSince(since).flatMap((row): Problem[] => {
    const outage = showOutage(ground, row);
    if (outage.state !== 'incomplete') return [];
    const nextStep: Bilingual = {
      en: 'Open the report: it names each provider. Look into its own console for what happened then.',
      th: 'เปิดรายงานเพื่อดูผู้ให้บริการแต่ละราย แล้วตรวจสอบในระบบของผู้ให้บริการนั้น',
    };
    return [
      {
        id: `outage-${row.id}`,
        severity: 'waiting',
        sentence: outage.sentence,
        nextStep,
        link: '/traffic/recovery',
        since: row.endedAt ?? row.beganAt,
      },
    ];
  });
}

function worstOf(causes: readonly Cause[]): Cause {
  return WORST.find((cause) => causes.includes(cause)) ?? 'agent';
}

function showRepair({ connectors, running }: ReportGround, row: OutageRow, repair: RepairRow): Repair {
  const manifest = connectors.get(repair.provider)?.manifest;
  return {
    ...repair,
    name: manifest?.name ?? repair.provider,
    way: manifest?.fetchMissing?.way ?? 'none',
    state: repair.state === 'waiting' && running.has(repair.provider) ? 'running' : repair.state,
    from: row.beganAt,
    until: row.endedAt ?? row.beganAt,
    known: repair.found - repair.recovered,
  };
}

/** That a provider tells nothing afterwards is so every time: it is said, but makes no report incomplete. */
function stateOf({ endedAt }: OutageRow, repairs: readonly Repair[]): Outage['state'] {
  if (endedAt === null) return 'open';
  const has = (...states: Repair['state'][]) => repairs.some(({ state }) => states.includes(state));
  if (has('waiting', 'running')) return 'repairing';
  return has('failed', 'out_of_reach') ? 'incomplete' : 'repaired';
}

type Report = { row: OutageRow; repairs: readonly Repair[]; state: Outage['state']; timeZone: string };

function sentenceOf({ row, repairs, state, timeZone }: Report): Bilingual {
  const cause = WORDS[worstOf(row.causes)];
  const span = { en: spanOf(row, timeZone, 'en-GB'), th: spanOf(row, timeZone, 'th-TH') };
  if (state === 'open') {
    return { en: `${cause.en} since ${span.en}.`, th: `${cause.th}ตั้งแต่ ${span.th}` };
  }
  const head = { en: `${cause.en} ${span.en}: `, th: `${cause.th} ${span.th}: ` };
  if (state === 'repairing') {
    return { en: `${head.en}asking the providers what was missed.`, th: `${head.th}กำลังสอบถามผู้ให้บริการว่าพลาดอะไรไป` };
  }
  const counted = countsOf(repairs);
  const rest = repairs.flatMap(remarkOn);
  return {
    en: [`${head.en}${counted.en}`, ...rest.map(({ en }) => en)].join(' '),
    th: [`${head.th}${counted.th}`, ...rest.map(({ th }) => th)].join(' '),
  };
}

function countsOf(repairs: readonly Repair[]): Bilingual {
  const asked = repairs.filter(({ state }) => state === 'done' || state === 'out_of_reach');
  const recovered = asked.reduce((sum, repair) => sum + repair.recovered, 0);
  if (recovered === 0 && asked.length > 0) return { en: 'nothing was missed.', th: 'ไม่มีอะไรตกหล่น' };
  if (recovered === 0) return { en: 'what was missed is not known.', th: 'ยังไม่ทราบว่าพลาดอะไรไป' };
  const events = `${recovered} ${recovered === 1 ? 'event' : 'events'}`;
  return { en: `${events} missed, ${recovered} recovered.`, th: `พลาด ${recovered} รายการ กู้คืนแล้ว ${recovered} รายการ` };
}

function remarkOn({ name, state, error }: Repair): Bilingual[] {
  if (state === 'failed')
    return [
      {
        en: `${name} could not be asked (${error}): we keep trying; until then look into its own console.`,
        th: `สอบถาม ${name} ไม่สำเร็จ (${error}): ระบบจะลองต่อไป ระหว่างนี้ให้ตรวจในระบบของผู้ให้บริการ`,
      },
    ];
  if (state === 'out_of_reach')
    return [
      {
        en: `${name} does not tell as far back as that: look into its own console for the beginning.`,
        th: `${name} ไม่มีข้อมูลย้อนหลังไปถึงช่วงแรก: ให้ตรวจในระบบของผู้ให้บริการ`,
      },
    ];
  if (state === 'not_possible')
    return [{ en: `${name} tells nothing afterwards: look into its own console.`, th: `${name} ไม่มีรายการย้อนหลัง: ให้ตรวจในระบบของผู้ให้บริการ` }];
  return [];
}

/** "02:10–03:45", with days where it was not one and the same. */
function spanOf({ beganAt, endedAt }: OutageRow, timeZone: string, locale: string): string {
  const clock = new Intl.DateTimeFormat(locale, { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const dated = new Intl.DateTimeFormat(locale, {
    timeZone,
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const day = new Intl.DateTimeFormat('en-CA', { timeZone });
  const began = new Date(beganAt);
  if (endedAt === null) return dated.format(began);
  const ended = new Date(endedAt);
  const format = day.format(began) === day.format(ended) ? clock : dated;
  return `${format.format(began)}–${format.format(ended)}`;
}
