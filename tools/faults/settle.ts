import { setTimeout as sleep } from 'node:timers/promises';
import { insist } from './desk.ts';
import type { Load } from './load.ts';
import { TRIES_OF_A_SENDER } from './providers.ts';
import { compareBooks } from './verify.ts';
import { type Violation, violation } from './violation.ts';
import type { World } from './world.ts';

/** Longer than the slowest thing that mends by itself: the beat at which open payments are read anew. */
const WITHIN_MS = 90_000;
const LOOK_EVERY_MS = 40;
/** Whatever takes longer is named in the report. */
const LONG_MS = 15_000;
const stuck = violation('stuck');

/** `open`: what still is at the end of the patience. `waitedFor`: what took long, though it ended. */
export type Settled = { open: Violation[]; waitedFor: string | undefined };

/** With every fault gone: waits until nothing is open any more. */
export async function settle(world: World, load: Load): Promise<Settled> {
  const begun = performance.now();
  const forms = watchForms(load);
  let waitedFor: string | undefined;
  await world.keeper.listening();
  await resetBreakers(world);
  for (;;) {
    const open = openThings(world, forms);
    const passed = performance.now() - begun;
    // Another copy of something will not go away.
    const isFinal = forms.fault !== undefined || open.some(({ kind }) => kind === 'duplicated');
    if (open.length === 0 || isFinal || passed > WITHIN_MS) return { open, waitedFor };
    if (passed > LONG_MS) waitedFor ??= open[0]?.what;
    await sleep(LOOK_EVERY_MS);
  }
}

type Forms = { areOpen: boolean; fault: unknown };

function watchForms(load: Load): Forms {
  const forms: Forms = { areOpen: true, fault: undefined };
  const end = (fault?: unknown) => Object.assign(forms, { areOpen: false, fault });
  load.forms().then(() => end(), end);
  return forms;
}

function openThings(world: World, forms: Forms): Violation[] {
  if (forms.fault !== undefined) return [stuck(`an order at the desk was never answered: ${String(forms.fault)}`)];
  if (forms.areOpen) return [stuck('an order at the desk is not answered yet')];
  if (sendersAtWork(world)) return [stuck('a delivery has not been taken yet')];
  return compareBooks(world);
}

/** What the operators' button does: an open breaker would only make every round twenty seconds longer. */
async function resetBreakers({ desk }: World): Promise<void> {
  const until = AbortSignal.timeout(WITHIN_MS);
  for (const id of ['stripe', 'line']) {
    const provider = await insist(desk, (client) => client.providers.get({ id }), until);
    if (provider === 'refused') continue;
    for (const { name, breaker } of provider.endpoints)
      if (breaker.state !== 'closed') {
        const order = { id, endpoint: name, action: 'reset' as const, reason: 'The fault is over' };
        await insist(desk, (client) => client.providers.setBreaker(order), until);
      }
  }
}

/** An event that was not taken yet and that its provider has not given up. */
function sendersAtWork({ ledger }: World): boolean {
  return [...ledger.events.values()].some(({ acknowledged, tries }) => !acknowledged && tries < TRIES_OF_A_SENDER);
}
