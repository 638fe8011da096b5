import type { RedisRig } from '../../apps/agent/src/jobs/redis-rig.ts';
import { AgentKeeper, freePort } from './agent-keeper.ts';
import { type Desk, openDesk } from './desk.ts';
import { type Disk, makeDisk } from './disk.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { type Providers, startProviders } from './providers.ts';
import { openTunnel, type Tunnel } from './tunnel.ts';

/** One agent with all that is around it. Rounds follow each other in it. */
export type World = {
  keeper: AgentKeeper;
  providers: Providers;
  tunnel: Tunnel;
  disk: Disk;
  redis: RedisRig | undefined;
  desk: Desk;
  ledger: Ledger;
  close: () => Promise<void>;
};
export type WorldGround = { script: string; cacheDir: string; redis: RedisRig | undefined };

/** The agent's first start plays a week of practice through the tunnel; resolves after it. */
export async function openFaultWorld({ script, cacheDir, redis }: WorldGround): Promise<World> {
  const ledger = createLedger();
  const ports = { api: await freePort(), webhooks: await freePort() };
  const tunnel = await openTunnel(ports.webhooks);
  const providers = await startProviders(ledger, () => tunnel.url);
  const disk = makeDisk();
  const close = async () => {
    await tunnel.close();
    await providers.close();
    disk.remove();
  };
  try {
    const place = { script, cacheDir, ports, dataDir: disk.dataDir, sandboxUrl: providers.url, redisUrl: redis?.url };
    const keeper = await AgentKeeper.start(place);
    return {
      keeper,
      providers,
      tunnel,
      disk,
      redis,
      ledger,
      desk: openDesk(keeper.apiUrl),
      close: async () => {
        await keeper.stop();
        await close();
      },
    };
  } catch (fault) {
    await close();
    throw fault;
  }
}
