import { Fingerprint } from '@banrimkwae/contract/desk';
import { AppError } from '@banrimkwae/contract/errors';
import * as z from 'zod';
import { agentAddress } from './agent-address.ts';
import type { AgentLink, Peer } from './agent-link.ts';
import type { AgentRecord } from './agent-store.ts';
import { readReply } from './session.ts';

export type PairingParts = {
  openLink: (peer: Peer) => AgentLink;
  inspect: (origin: string) => Promise<string>;
  /** How this desktop is called in the agent's audit log. */
  deviceName: string;
};

const Paired = z.object({ agentId: z.string().min(1), agentName: z.string().min(1), fingerprint: Fingerprint.nullable() });

/** What a person compares with the line `npm run agent -- pair` printed: the first 16 of 32 hex groups. */
export function shownFingerprint(fingerprint: string): string {
  return fingerprint.split(':').slice(0, 16).join(':');
}

/** Looks at the certificate of an address without sending anything to it. */
export async function inspectAgent(parts: PairingParts, typed: string) {
  const address = agentAddress(typed);
  if (address.startsWith('http:'))
    throw new AppError('invalid_input', {
      message: 'The agent of this computer needs no pairing.',
      fields: { address: 'The agent of this computer needs no pairing.' },
    });
  const fingerprint = await parts.inspect(address);
  return { address, fingerprint, shown: shownFingerprint(fingerprint) };
}

/** Trades the one-time code for a record of the agent, over a connection that only the confirmed certificate can have. */
export async function pairAgent(parts: PairingParts, input: { address: string; code: string; fingerprint: string }): Promise<AgentRecord> {
  const address = agentAddress(input.address);
  const link = parts.openLink({ address, fingerprint: input.fingerprint });
  try {
    const body = JSON.stringify({ code: input.code.toUpperCase(), deviceName: parts.deviceName });
    const reply = await link.request({ method: 'POST', path: '/api/pairing', headers: { 'content-type': 'application/json' }, body });
    const paired = readReply(reply, Paired);
    if (paired.fingerprint !== null && paired.fingerprint !== input.fingerprint) throw new AppError('certificate_changed');
    return { id: paired.agentId, name: paired.agentName, address, fingerprint: input.fingerprint };
  } finally {
    await link.close();
  }
}
