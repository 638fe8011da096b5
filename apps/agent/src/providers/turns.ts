/**
 * What concerns the same provider acts one after the other, in the order it came, and a failure does not stop the next. Who asks for
 * exactly what runs last for it (`what`) joins in instead of doing it twice.
 */
export function createTurns() {
  const last = new Map<string, { what: string; ended: Promise<void> }>();
  return (providerId: string, what: string, act: () => Promise<void>): Promise<void> => {
    const current = last.get(providerId);
    if (current?.what === what) return current.ended;
    const ended = (current?.ended ?? Promise.resolve()).then(act, act);
    const mine = { what, ended };
    last.set(providerId, mine);
    const leave = () => {
      if (last.get(providerId) === mine) last.delete(providerId);
    };
    ended.then(leave, leave);
    return ended;
  };
}
