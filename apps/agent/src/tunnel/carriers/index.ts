import { join } from 'node:path';
import type { TunnelKind } from '@banrimkwae/contract/tunnel';
import type { Carrier } from '../carrier.ts';
import { cloudflaredCarrier } from './cloudflared.ts';
import { manualCarrier } from './manual.ts';
import { ngrokCarrier } from './ngrok.ts';
import type { Programs } from './programs.ts';
import { sshCarrier } from './ssh.ts';

export type Carriers = Readonly<Record<TunnelKind, Carrier>>;
export type CarriersDeps = { folder: string; programs: Programs; profile: 'practice' | 'live' };

/** Remembers the client that runs, whichever kind it is: there is only ever one. */
export function childFileIn(folder: string): string {
  return join(folder, 'client.json');
}

/** The four ways in. */
export function createCarriers({ folder, programs, profile }: CarriersDeps): Carriers {
  const childFile = childFileIn(folder);
  return {
    cloudflared: cloudflaredCarrier({ childFile, programs, profile }),
    ngrok: ngrokCarrier(),
    ssh: sshCarrier({ folder, childFile, programs, profile }),
    manual: manualCarrier(profile),
  };
}
