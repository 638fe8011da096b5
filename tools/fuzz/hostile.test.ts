import type { Delivery, Verdict } from '@banrimkwae/connector-kit/connector';
import { connectors } from '@banrimkwae/connectors';
import { describe, expect, it } from 'vitest';
import { type Random, randomOf } from './random.ts';
import { type Headers, type Target, targetsOf } from './signers.ts';
import { tamperedBody, tamperedHeaders } from './tampering.ts';

const SEED = 4;
const SECRET = 'whsec_of_the_resort';
const NOW = new Date('2026-11-28T05:00:00.000Z');
const EACH = 60;

type Refusal = Extract<Verdict, { accepted: false }>['reason'];
type Variant = { kind: string; delivery: Delivery; held: readonly string[]; reason: Refusal };
type Genuine = { body: Buffer; headers: Headers };

/** Providers whose signature alone decides; of the others the provider is asked, which their own tests do. */
const decisive = targetsOf(connectors).filter((target) => {
  const { body, headers } = genuine(target, randomOf(SEED, 'decisive', 0), 'evt_1');
  return target.webhook.verify(delivered(body, headers), [SECRET]).accepted === true && changes(target);
});

describe.each(decisive.map((target) => [target.id, target] as const))('hostile deliveries in the name of %s', (id, target) => {
  const variants = variantsOf(target);

  it('are at least two hundred, all different', () => {
    const prints = variants.map(({ delivery, held }) => JSON.stringify([delivery.rawBody.toString('base64'), delivery.headers, held]));
    expect(new Set(prints).size).toBeGreaterThanOrEqual(200);
  });

  it('are refused, each for its reason', () => {
    const wrong = variants.flatMap(({ kind, delivery, held, reason }, number) => {
      const verdict = target.webhook.verify(delivery, held);
      const told = verdict.accepted === false ? verdict.reason : 'taken';
      return told === reason ? [] : [{ number, kind, told, reason }];
    });
    expect(wrong, `seed ${SEED}, ${id}`).toEqual([]);
  });
});

it('stand for every provider that signs what it sends', () => {
  expect(decisive.map(({ id }) => id)).toEqual(expect.arrayContaining(['line', 'stripe']));
});

function variantsOf(target: Target): Variant[] {
  const { signer } = target;
  const { maximumAgeSeconds } = signer;
  const made = Array.from({ length: EACH }, (_, number): (Variant | undefined)[] => {
    const random = randomOf(SEED, target.id, number);
    const { body, headers } = genuine(target, random, `evt_${number}`);
    const otherBody = tamperedBody(body, random);
    const otherHeaders = tamperedHeaders(headers, signer, random);
    const old = maximumAgeSeconds === undefined ? undefined : { seconds: maximumAgeSeconds + 1 + random.below(10 ** (1 + (number % 8))) };
    const variant = (kind: string, reason: Refusal, change: Partial<Genuine> = {}, held: readonly string[] = [SECRET]): Variant => ({
      kind,
      reason,
      held,
      delivery: delivered(change.body ?? body, change.headers ?? headers),
    });
    return [
      otherBody.equals(body) ? undefined : variant('changed body', 'signature_invalid', { body: otherBody }),
      sameClaim(signer, headers, otherHeaders) ? undefined : variant('changed header', 'signature_invalid', { headers: otherHeaders }),
      variant('headers of another delivery', 'signature_invalid', { headers: genuine(target, random, `evt_other_${number}`).headers }),
      variant('a secret whose overlap is over', 'signature_invalid', { headers: signer.sign(body, 'whsec_before', NOW) }),
      variant('an empty secret', 'webhook_not_set_up', { headers: signer.sign(body, '', NOW) }, number % 2 ? [''] : []),
      old && variant('too old', 'delivery_stale', { headers: signer.sign(body, SECRET, new Date(NOW.getTime() - old.seconds * 1000)) }),
    ];
  });
  return made.flat().filter((variant) => variant !== undefined);
}

function genuine({ signer }: Target, random: Random, id: string): Genuine {
  const body = Buffer.from(signer.body(random, id));
  return { body, headers: signer.sign(body, SECRET, NOW) };
}

function delivered(rawBody: Buffer, headers: Headers): Delivery {
  return { rawBody, headers, query: {}, receivedAt: NOW };
}

/** The body counts: a provider that only knows a secret address does not sign it. */
function changes(target: Target): boolean {
  const { body, headers } = genuine(target, randomOf(SEED, 'decisive', 1), 'evt_2');
  return target.webhook.verify(delivered(Buffer.concat([body, Buffer.from(' ')]), headers), [SECRET]).accepted === false;
}

/** The changed header may mean what the genuine one did, however it is written. */
function sameClaim({ header, claims }: Target['signer'], headers: Headers, changed: Headers): boolean {
  const [claim] = claims(headers[header] ?? '');
  const given = changed[header];
  return given !== undefined && claims(given).some((one) => one === claim);
}
