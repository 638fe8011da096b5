import type { DeskCall, deskCalls } from '@banrimkwae/contract/desk';
import type { HandlersOf } from '../ipc.ts';

/** The handlers of some of the desk's calls. */
export type HandlersFor<Name extends DeskCall> = Pick<HandlersOf<typeof deskCalls>, Name>;
