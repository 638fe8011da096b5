import type { DeskCall, DeskInfo, DeskInput } from '@banrimkwae/contract/desk';
import type { Theme } from '../theme.ts';
import type { Updates } from '../updates.ts';
import type { HandlersFor } from './handlers.ts';

type NativeCall = Exclude<DeskCall, `agents.${string}` | `session.${string}` | `live.${string}` | 'agent.request'>;
export type NativeHandlerParts = {
  info: DeskInfo;
  theme: Theme;
  updates: Updates;
  openExternal: (url: string) => Promise<boolean>;
  print: () => Promise<boolean>;
  notify: (notice: DeskInput<'notify'>) => boolean;
};

/** What only a desktop can do: print, notify, open the browser, follow the system's theme, update itself. */
export function nativeHandlers({ info, theme, updates, openExternal, print, notify }: NativeHandlerParts): HandlersFor<NativeCall> {
  return {
    'desk.info': () => info,
    print: async () => ({ printed: await print() }),
    notify: (notice) => ({ shown: notify(notice) }),
    openExternal: async ({ url }) => ({ opened: await openExternal(url) }),
    theme: ({ source }) => ({ dark: theme.choose(source) }),
    'updates.install': () => ({ installing: updates.install() }),
  };
}
