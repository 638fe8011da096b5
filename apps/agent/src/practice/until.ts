const PATIENCE_MS = 5000;
const LOOK_EVERY_MS = 10;

/** Webhooks and jobs take their own time. Throws when it takes too long. */
export async function until(met: () => boolean, patienceMs = PATIENCE_MS): Promise<void> {
  const end = performance.now() + patienceMs;
  while (!met()) {
    if (performance.now() > end) throw new Error('it did not come to an end in time');
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
