import * as z from 'zod';
import { failure, passed, type Tally } from './tally.ts';

const LEAST_PERCENT = 90;
const GROUPS = ['apps/agent/', 'packages/connector-kit/', 'packages/connectors/'];
const Lines = z.object({ lines: z.object({ total: z.number(), covered: z.number() }) });

/** Holds agent, kit and connectors together to 90 % of lines; `text` shows each of them. Reads the json-summary of V8. */
export function judgeCoverage(report: unknown, root: string): { tally: Tally; text: string } {
  const files = Object.entries(z.record(z.string(), Lines).parse(report)).filter(([file]) => file !== 'total');
  const within = (folder: string) => percent(files.filter(([file]) => file.startsWith(`${root}/${folder}`)).map(([, { lines }]) => lines));
  const all = percent(files.map(([, { lines }]) => lines));
  const text = `Coverage: ${all.toFixed(1)} % of lines (${GROUPS.map((folder) => `${folder.slice(0, -1)} ${within(folder).toFixed(1)} %`).join(', ')})`;
  return { tally: all >= LEAST_PERCENT ? passed(1) : failure(`${text}: at least ${LEAST_PERCENT} % is wanted`), text };
}

function percent(files: readonly { total: number; covered: number }[]): number {
  const total = files.reduce((sum, lines) => sum + lines.total, 0);
  return total === 0 ? 100 : (files.reduce((sum, lines) => sum + lines.covered, 0) / total) * 100;
}
