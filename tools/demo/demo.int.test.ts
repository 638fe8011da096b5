import { expect, it } from 'vitest';
import { startAgentRig } from '../../apps/agent/src/agent-rig.ts';
import { withPeople } from './resort.ts';
import { asExpected, runSteps, tableOf } from './steps.ts';
import { walk } from './walk.ts';

it('five gateways do what the demonstration says of them', async () => {
  const rig = await startAgentRig();
  try {
    const rows = await withPeople({ url: rig.url, guests: rig.sandbox.control }, (resort) => runSteps(walk(resort), () => undefined));
    expect(rows.length).toBeGreaterThan(35);
    expect(rows.filter((row) => !asExpected(row)).length, tableOf(rows)).toBe(0);
  } finally {
    await rig.close();
  }
});
