import { describe, expect, it } from 'vitest';
import { runSteps, type Step, summaryOf, tableOf } from './steps.ts';

const step = (seen: string | Error): Step => ({
  gateway: 'Bank',
  what: 'pays',
  expected: 'paid',
  act: async () => {
    if (seen instanceof Error) throw seen;
    return seen;
  },
});

describe('the table of the demonstration', () => {
  it('says of each step whether it was as expected, and goes on after a fault', async () => {
    const told: string[] = [];
    const rows = await runSteps([step('paid'), step(new Error('The bank is closed.')), step('waiting')], ({ seen }) => told.push(seen));
    expect(told).toEqual(['paid', 'fault: The bank is closed.', 'waiting']);
    const lines = tableOf(rows.map((row) => ({ ...row, milliseconds: 12.3 }))).split('\n');
    expect(lines.map((line) => line.replaceAll(/ {2,}/g, ' | '))).toEqual([
      'gateway | step | expected | seen | ms',
      'Bank | pays | paid | the same | 12 | ok',
      'Bank | pays | paid | fault: The bank is closed. | 12 | NOT AS EXPECTED',
      'Bank | pays | paid | waiting | 12 | NOT AS EXPECTED',
    ]);
    expect(summaryOf(rows, 1.25)).toBe('3 steps at 1 places in 1.3 s: 2 NOT as expected');
  });
});
