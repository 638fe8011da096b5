import type { DeskEvent } from '@banrimkwae/contract/desk';

/** The IPC channel of a call; main and preload must agree on it. */
export const callChannel = (name: string): string => `desk:${name}`;
export const eventChannel = (name: DeskEvent): string => `desk-event:${name}`;
