import { useEffect } from 'react';
import { useAgent } from './agent-context.tsx';
import { createDeskActivity } from './desk-activity.ts';

/** Moving alone does not count: a table that is knocked moves the pointer too. */
const signs = ['keydown', 'pointerdown', 'wheel'] as const;

/** While someone is signed in, tells the agent that keys or pointer are used. Nothing the page does by itself counts. */
export function useDeskActivity(): void {
  const { client } = useAgent();
  useEffect(() => {
    const activity = createDeskActivity({
      tell: () => client.access.activity(),
      wait: (milliseconds, then) => {
        const timer = setTimeout(then, milliseconds);
        return () => clearTimeout(timer);
      },
    });
    const onUse = (event: Event) => {
      if (event.isTrusted) activity.used();
    };
    for (const sign of signs) window.addEventListener(sign, onUse, { capture: true, passive: true });
    return () => {
      for (const sign of signs) window.removeEventListener(sign, onUse, { capture: true });
      activity.stop();
    };
  }, [client]);
}
