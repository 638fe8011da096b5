import { failures, timesOf } from './answer-times.ts';
import { type Sample, slopeOf } from './memory-slope.ts';
import type { LoadResult } from './run-load.ts';
import { LINE_ANSWER_WITHIN_MS } from './senders.ts';

export type Verdict = { lines: string[]; summary: string; passed: boolean };

const FEWEST_REQUESTS_A_MINUTE = 500;
const MOST_FAILURES = 0.01;
/** Below this many minutes the slope says how a start goes, not how a year does: it is told and not judged. */
const JUDGED_FROM_MINUTES = 5;
/** Over a day this would be what a process may keep: more than that is a leak. */
const FLAT_MB_PER_MINUTE = 1;
const QUARTERS = [0, 0.25, 0.5, 0.75, 1];

export function judge(result: LoadResult): Verdict {
  const { sent, desk, requests, options, lost, ended } = result;
  const { p50, p99, max } = timesOf(sent.tally);
  const atDesk = timesOf(desk);
  const asked = sent.tally.answered + failures(sent.tally) + desk.answered + failures(desk);
  const share = (failures(sent.tally) + failures(desk)) / asked;
  const perMinute = requests / options.minutes;
  const memory = judgeMemory(result.memory, options.minutes);
  const checks: [boolean, string][] = [
    [share < MOST_FAILURES, `${(share * 100).toFixed(3)} % failures of our own making`],
    [p99 < LINE_ANSWER_WITHIN_MS, `deliveries answered p50 ${p50.toFixed(1)} p99 ${p99.toFixed(1)} max ${max.toFixed(1)} ms`],
    [perMinute >= FEWEST_REQUESTS_A_MINUTE, `${perMinute.toFixed(0)} integration requests a minute`],
    [lost.length === 0, `${lost.length} lost`],
    [ended.length === 0, `${ended.length} ends of the agent`],
    [memory.passed, memory.text],
  ];
  return {
    lines: [
      `Deliveries: ${sent.tally.answered} taken over ${options.connections} connections, at most ${sent.mostAtOnce} at once; ${sent.tally.turnedAway} answers 503, each sent again; failures: ${reasons(sent.tally.failed)}`,
      `Answer times of deliveries: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, max ${max.toFixed(1)} ms; LINE waits ${LINE_ANSWER_WITHIN_MS} ms`,
      `Desk: ${desk.answered} orders answered, p50 ${atDesk.p50.toFixed(1)} ms, p99 ${atDesk.p99.toFixed(1)} ms; failures: ${reasons(desk.failed)}`,
      `Providers: ${requests} calls, ${perMinute.toFixed(0)} a minute`,
      `Memory: ${memory.lines}`,
      ...lost.slice(0, 5).map((id) => `Lost: ${id}`),
      ...ended.map((what) => `The agent ended: ${what}`),
    ],
    summary: checks.map(([passed, text]) => (passed ? text : `FAILED: ${text}`)).join(', '),
    passed: checks.every(([passed]) => passed),
  };
}

function judgeMemory(samples: readonly Sample[], minutes: number): { passed: boolean; text: string; lines: string } {
  const half = samples.slice(Math.floor(samples.length / 2));
  const { mbPerMinute, margin } = slopeOf(half);
  const sizes = samples.map(({ mb }) => mb);
  const slope = `${mbPerMinute.toFixed(2)} ± ${margin.toFixed(2)} MB/min`;
  const lines = `${QUARTERS.map((share) => sizes[Math.round(share * (sizes.length - 1))]?.toFixed(0)).join(' → ')} MB by quarters of the time, ${Math.max(...sizes).toFixed(0)} MB at most; slope of the second half ${slope} (95 %)`;
  if (minutes < JUDGED_FROM_MINUTES) return { passed: true, text: `memory ${slope} (too short to judge)`, lines };
  // Not flat is what surely grows, and by more than a process may.
  const passed = mbPerMinute - margin < FLAT_MB_PER_MINUTE;
  return { passed, text: `memory ${passed ? 'flat' : 'grows'}: ${slope}`, lines };
}

function reasons(failed: ReadonlyMap<string, number>): string {
  return failed.size === 0 ? 'none' : [...failed].map(([reason, count]) => `${reason} ×${count}`).join(', ');
}
