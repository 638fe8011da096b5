/**
 * Lets one waiter pass in each turn of the event loop. Many events are marked in one batch and would all be applied in one go: each
 * application waits for the disk, and a delivery that comes in meanwhile would wait for all of them.
 */
export function oneATurn(): () => Promise<void> {
  let last = Promise.resolve();
  return () => {
    last = last.then(() => new Promise((resolve) => setImmediate(resolve)));
    return last;
  };
}
