import { setTimeout as sleep } from 'node:timers/promises';
import type { Load } from './load.ts';
import { TRIES_OF_A_SENDER } from './providers.ts';
import { compareBooks } from './verify.ts';
import { type Violation, violation } from './violation.ts';
import type { World } from './world.ts';

/** Longer than the slowest thing that mends by itself: the beat at which open payments are read anew. */
const WITHIN_MS = 90_000;
const LOOK_EVERY_MS = 40;
const stuck = violation('stuck');

/** With every fault gone: waits until nothing is open any more. Answers what still is at the end of the patience. */
export async function settle(world: World, load: Load): Promise<Violation[]> {
  const end = performance.now() + WITHIN_MS;
  let formsOpen = true;
  let formFault: unknown;
  void load.forms().then(
    () => {
      formsOpen = false;
    },
    (fault: unknown) => {
      formFault = fault;
      formsOpen = false;
    },
  );
  await world.keeper.listening();
  await resetBreakers(world);
  for (;;) {
    const open = formsOpen || sendersAtWork(world) ? [stuck('an order or a delivery is still under way')] : compareBooks(world);
    if (formFault !== undefined) return [...open, stuck(`an order at the desk was never answered: ${String(formFault)}`)];
    if (open.length === 0 || performance.now() > end) return open;
    // Another copy of it will not go away.
    if (open.some(({ kind }) => kind === 'duplicated')) return open;
    await sleep(LOOK_EVERY_MS);
  }
}

/** What the operators' button does: an open breaker would only make every round twenty seconds longer. */
async function resetBreakers({ desk }: World): Promise<void> {
  for (const id of ['stripe', 'line']) {
    const { endpoints } = await desk
      .ask((client) => client.providers.get({ id }))
      .catch(() => desk.ask((client) => client.providers.get({ id })));
    for (const { name, breaker } of endpoints)
      if (breaker.state !== 'closed')
        await desk.ask((client) => client.providers.setBreaker({ id, endpoint: name, action: 'reset', reason: 'The fault is over' }));
  }
}

/** An event that was not taken yet and that its provider has not given up. */
function sendersAtWork({ ledger }: World): boolean {
  return [...ledger.events.values()].some(({ acknowledged, tries }) => !acknowledged && tries < TRIES_OF_A_SENDER);
}
