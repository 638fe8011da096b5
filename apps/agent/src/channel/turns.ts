/** Lets what has the same key act one after the other, in the order it came; a failure does not stop the next. */
export function createTurns() {
  const last = new Map<string, Promise<unknown>>();
  return <Value>(key: string, act: () => Promise<Value>): Promise<Value> => {
    const mine = (last.get(key) ?? Promise.resolve()).then(act);
    const settled = mine.then(
      () => undefined,
      () => undefined,
    );
    last.set(key, settled);
    void settled.then(() => {
      if (last.get(key) === settled) last.delete(key);
    });
    return mine;
  };
}
