import type { AgentLink, Peer } from './agent-link.ts';
import type { AgentRecord, AgentStore } from './agent-store.ts';

/** The agent this desktop talks to now, and the one link to it. */
export type SelectedAgent = {
  id: () => string;
  link: () => AgentLink;
  /** Opens a fresh link to whatever the store has selected; the old one is closed. */
  relink: () => Promise<void>;
  close: () => Promise<void>;
};

export function createSelectedAgent(store: AgentStore, openLink: (peer: Peer) => AgentLink): SelectedAgent {
  let record: AgentRecord = store.selected();
  let link = openLink(record);
  return {
    id: () => record.id,
    link: () => link,
    relink: async () => {
      const old = link;
      record = store.selected();
      link = openLink(record);
      await old.close();
    },
    close: () => link.close(),
  };
}
