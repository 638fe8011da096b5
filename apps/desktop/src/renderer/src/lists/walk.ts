import { useEffect } from 'react';

const OWN_ARROWS =
  'input, textarea, select, [contenteditable], [role="tab"], [role="option"], [role="menuitem"], [role="slider"], [role="radio"]';

/** The id before or after another in a list; undefined at its ends. */
export function neighbour(ids: readonly string[], current: string, step: 1 | -1): string | undefined {
  const index = ids.indexOf(current);
  return index === -1 ? undefined : ids[index + step];
}

/** While a detail is open, ↑ and ↓ go through the list beside it. */
export function useWalk(ids: readonly string[], current: string | undefined, open: (id: string) => void): void {
  useEffect(() => {
    if (current === undefined) return;
    const onKey = (event: KeyboardEvent) => {
      const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : undefined;
      if (step === undefined || event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.target instanceof Element && event.target.closest(OWN_ARROWS)) return;
      const next = neighbour(ids, current, step);
      if (next === undefined) return;
      event.preventDefault();
      open(next);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [ids, current, open]);
}
