import { Fingerprint } from '@banrimkwae/contract/desk';
import { AppError } from '@banrimkwae/contract/errors';
import * as z from 'zod';
import type { JsonFile } from './json-file.ts';

const AgentRecord = z.strictObject({ id: z.string(), name: z.string(), address: z.url(), fingerprint: Fingerprint.nullable() });
export type AgentRecord = z.infer<typeof AgentRecord>;

export const AgentFile = z.strictObject({ selected: z.string(), paired: z.array(AgentRecord) });
export type AgentFile = z.infer<typeof AgentFile>;

/** The agents this desktop knows. The one on this computer is always first and needs no pairing. */
export type AgentStore = {
  all: () => readonly AgentRecord[];
  selected: () => AgentRecord;
  /** Pairing again replaces the record: that is how a changed certificate is accepted on purpose. */
  save: (record: AgentRecord) => void;
  select: (id: string) => void;
  forget: (id: string) => void;
};

export const LOCAL_AGENT_ID = 'local';

export function createAgentStore(file: JsonFile<AgentFile>, localAddress: string): AgentStore {
  const local: AgentRecord = { id: LOCAL_AGENT_ID, name: 'This computer', address: localAddress, fingerprint: null };
  let state = file.read() ?? { selected: local.id, paired: [] };
  const all = () => [local, ...state.paired];
  const change = (next: AgentFile) => {
    file.write(next);
    state = next;
  };
  const known = (id: string) => {
    if (!all().some((agent) => agent.id === id)) throw new AppError('not_found', { message: 'This desktop does not know that agent.' });
  };
  return {
    all,
    selected: () => all().find((agent) => agent.id === state.selected) ?? local,
    save: (record) => change({ ...state, paired: [...state.paired.filter((agent) => agent.id !== record.id), record] }),
    select: (id) => {
      known(id);
      change({ ...state, selected: id });
    },
    forget: (id) => {
      known(id);
      if (id === local.id)
        throw new AppError('conflict', { message: 'The agent of this computer cannot be removed.', hint: 'Choose another agent instead.' });
      change({ selected: state.selected === id ? local.id : state.selected, paired: state.paired.filter((agent) => agent.id !== id) });
    },
  };
}
