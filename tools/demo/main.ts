/** `npm run demo:payments`: five gateways in practice, from the offer to the comparison of the day, by the real API. Ends with 1 where anything is not as expected. */
import { inResort } from './resort.ts';
import { asExpected, runSteps, summaryOf, tableOf } from './steps.ts';
import { walk } from './walk.ts';

const begun = performance.now();
console.log('Starting sandbox and agent in the practice profile …');
const rows = await inResort((resort) => {
  console.log(`Ready after ${((performance.now() - begun) / 1000).toFixed(1)} s.\n`);
  return runSteps(walk(resort), ({ gateway, what }) => console.log(`  ${gateway}: ${what}`));
});
console.log(`\n${tableOf(rows)}\n\n${summaryOf(rows, (performance.now() - begun) / 1000)}`);
process.exitCode = rows.every(asExpected) ? 0 : 1;
