import type { TunnelState } from '@banrimkwae/contract/tunnel';
import type { Picture } from './describe.ts';
import type { TunnelDeps, TunnelGround } from './ground.ts';
import type { TunnelChange } from './port.ts';

type AccountDeps = Pick<TunnelDeps, 'clock' | 'live' | 'log'> & {
  table: TunnelGround['table'];
  stateListeners: ReadonlySet<(change: TunnelChange) => void>;
  addressListeners: ReadonlySet<(publicUrl: string) => void>;
};

/** Keeps account of what the supervisor sees: history, live stream, whoever listens. A full disk must not stop the supervisor. */
export function createAccount({ clock, live, log, table, stateListeners, addressListeners }: AccountDeps) {
  let open = true;
  let newestAt = '';
  const attempt = (what: string, act: () => void) => {
    try {
      act();
    } catch (fault) {
      log.warn({ err: fault }, what);
    }
  };
  return {
    newestAt: () => newestAt,
    close: () => {
      open = false;
    },
    changed: ({ state, sentence }: Picture, before: TunnelState): void => {
      if (!open) return;
      const at = clock.now().toISOString();
      newestAt = at;
      attempt('the history of the tunnel cannot be written', () => table.remember({ at, state, sentence }));
      live.publish({ type: 'tunnel_changed', state });
      if (state !== before) for (const listener of stateListeners) listener({ state, at });
    },
    proved: (url: string): void => {
      const kind = table.chosen();
      const known = table.provedAddress();
      if (!open || kind === null || (known?.kind === kind && known.url === url)) return;
      attempt('the public address cannot be remembered', () => {
        table.rememberAddress({ kind, url }, clock.now().toISOString());
        if (known?.url !== url) for (const listener of addressListeners) listener(url);
      });
    },
  };
}
