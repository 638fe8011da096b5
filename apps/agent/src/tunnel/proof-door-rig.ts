import { type Door, openDoor } from './tunnel-rig.ts';

/** Stands for the webhook listener: answers /healthz with the proof. */
export function createProofDoor(prove: () => (nonce: string) => string, port = 0): Promise<Door> {
  return openDoor((url) => ({ body: JSON.stringify({ ok: true, proof: prove()(url.searchParams.get('nonce') ?? '') }) }), port);
}
