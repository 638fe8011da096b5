import type { DeskCall, DeskInput, KnownAgent } from '@banrimkwae/contract/desk';
import type { AgentStore } from '../agent-store.ts';
import type { SelectedAgent } from '../current-agent.ts';
import type { LiveStream } from '../live-stream.ts';
import { inspectAgent, type PairingParts, pairAgent } from '../pairing.ts';
import type { TokenSafe } from '../token-safe.ts';
import type { HandlersFor } from './handlers.ts';

type AgentCall = Extract<DeskCall, `agents.${string}`>;
export type AgentHandlerParts = {
  store: AgentStore;
  selected: SelectedAgent;
  live: Pick<LiveStream, 'reset'>;
  tokens: TokenSafe;
  pairing: PairingParts;
};

/** Knowing, pairing and choosing agents. */
export function agentHandlers({ store, selected, live, tokens, pairing }: AgentHandlerParts): HandlersFor<AgentCall> {
  const list = (): KnownAgent[] => store.all().map((agent) => ({ ...agent, selected: agent.id === store.selected().id }));
  const moveOn = async () => {
    live.reset();
    await selected.relink();
    return list();
  };
  return {
    'agents.list': list,
    'agents.inspect': ({ address }) => inspectAgent(pairing, address),
    'agents.pair': async (input: DeskInput<'agents.pair'>) => {
      const record = await pairAgent(pairing, input);
      await tokens.forget(record.id);
      store.save(record);
      store.select(record.id);
      await moveOn();
      return { ...record, selected: true };
    },
    'agents.select': ({ id }) => {
      store.select(id);
      return moveOn();
    },
    'agents.forget': async ({ id }) => {
      store.forget(id);
      await tokens.forget(id);
      return id === selected.id() ? moveOn() : list();
    },
  };
}
