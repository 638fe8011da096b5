import type { DeskCall, DeskEvent } from '@banrimkwae/contract/desk';
import { contextBridge, ipcRenderer } from 'electron';
import { callChannel, eventChannel } from '../desk-channels.ts';

/** The keys of the desk contract, put here by the build: the schemas themselves stay in main, which does all the checking. */
declare const DESK_CALLS: readonly DeskCall[];
declare const DESK_EVENTS: readonly DeskEvent[];

const calls = DESK_CALLS.map((name) => [name, (input: unknown) => ipcRenderer.invoke(callChannel(name), input)] as const);

function on(event: DeskEvent, listener: (payload: unknown) => void): () => void {
  if (!DESK_EVENTS.includes(event)) throw new Error(`There is no desk event "${event}".`);
  const forward = (_event: unknown, payload: unknown) => listener(payload);
  ipcRenderer.on(eventChannel(event), forward);
  return () => {
    ipcRenderer.removeListener(eventChannel(event), forward);
  };
}

contextBridge.exposeInMainWorld('desk', { ...Object.fromEntries(calls), on });
