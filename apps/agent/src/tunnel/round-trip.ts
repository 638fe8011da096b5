import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { Agent, request } from 'undici';
import * as z from 'zod';
import type { RoundTrip, WalkRoundTrip } from './port.ts';

/** A slow line answers within this; two of these and the pauses between stay well below the 20 s within which a hung tunnel is replaced. */
export const WALK_TIMEOUT_MS = 4000;
const NONCE_BYTES = 18;
const MOST_BYTES = 2000;

const Proof = z.object({ proof: z.string() });

/** Knows the secret both ends of the walk share. Only this agent can give the proof, since the secret comes from its master key. */
export function createRoundTrips(secret: string, timeoutMs = WALK_TIMEOUT_MS): { prove: (nonce: string) => string; walk: WalkRoundTrip } {
  const prove = (nonce: string) => createHmac('sha256', secret).update(nonce).digest('base64url');
  // A fresh connection each time: one kept open would go on working while new ones, which providers make, already fail.
  const dispatcher = new Agent({ pipelining: 0, keepAliveTimeout: 1, maxResponseSize: MOST_BYTES });
  return {
    prove,
    walk: async (publicUrl) => {
      const nonce = randomBytes(NONCE_BYTES).toString('base64url');
      const begun = performance.now();
      try {
        const signal = AbortSignal.timeout(timeoutMs);
        const url = `${publicUrl.replace(/\/+$/, '')}/healthz?nonce=${nonce}`;
        const { statusCode, body } = await request(url, { dispatcher, signal, reset: true });
        const proof = proofIn(await body.text());
        if (!isSame(proof, prove(nonce))) return { ok: false, reason: 'not_ours', error: `HTTP ${statusCode} without this agent's proof` };
        return { ok: true, ms: Math.round(performance.now() - begun) };
      } catch (fault) {
        return failureOf(fault, timeoutMs);
      }
    },
  };
}

function proofIn(text: string): string {
  try {
    return Proof.parse(JSON.parse(text)).proof;
  } catch {
    return '';
  }
}

function isSame(given: string, expected: string): boolean {
  return given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected));
}

function failureOf(fault: unknown, timeoutMs: number): RoundTrip {
  const { name, code, message } = z
    .object({ name: z.string().catch(''), code: z.string().catch(''), message: z.string().catch('') })
    .catch({ name: '', code: '', message: String(fault) })
    .parse(fault);
  if (name === 'TimeoutError' || code.endsWith('TIMEOUT') || code === 'ETIMEDOUT')
    return { ok: false, reason: 'no_answer', error: `no answer within ${timeoutMs / 1000} s` };
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') return { ok: false, reason: 'not_ours', error: 'an answer far longer than ours' };
  return { ok: false, reason: 'unreachable', error: code === '' ? message : `${code}: ${message}` };
}
