/** `npm test`: everything. `--check`: what needs no browser, Redis or keychain. `--no-install`: no Debian packages. */
import { electronBinary } from '../start/window.ts';
import { DISPLAY_TOOLS, provide, TOOLS } from './debian.ts';
import { allTests, checks, endToEnd, type Part, unitTests } from './parts.ts';
import { root } from './run.ts';
import { add, counts, exitCode, NOTHING, summary, type Tally } from './tally.ts';

const say = (line: string) => console.log(line);
const quick = process.argv.includes('--check');
const parts: readonly Part[] = quick ? [checks, unitTests] : [checks, allTests, endToEnd];

if (!quick && !process.argv.includes('--no-install')) {
  provide([...TOOLS, ...(electronBinary(root) === undefined ? [] : DISPLAY_TOOLS)], say);
}

let total: Tally = NOTHING;
for (const part of parts) {
  const before = performance.now();
  say(`\n── ${part.name} ──`);
  const tally = await part.run(say);
  say(`${counts(tally)} in ${((performance.now() - before) / 1000).toFixed(1)} s`);
  total = add(total, tally);
}
say('');
for (const line of summary(total)) say(line);
process.exitCode = exitCode(total);
