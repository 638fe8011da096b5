import { afterEach, describe, expect, it } from 'vitest';
import { createProofDoor } from './proof-door-rig.ts';
import { createRoundTrips } from './round-trip.ts';
import { type Door, openDoor } from './tunnel-rig.ts';

const TIMEOUT_MS = 400;
const trips = createRoundTrips('secret of this agent', TIMEOUT_MS);
const other = createRoundTrips('secret of another agent');
const doors: Door[] = [];
const keep = async (door: Promise<Door>) => {
  doors.push(await door);
  return doors.at(-1)?.url ?? '';
};
afterEach(() => {
  for (const door of doors.splice(0)) door.close();
});

describe('a walk through the public address', () => {
  it('comes back from our own listener, with or without a slash at the end', async () => {
    const url = await keep(createProofDoor(() => trips.prove));
    expect(await trips.walk(url)).toEqual({ ok: true, ms: expect.any(Number) });
    expect(await trips.walk(`${url}/`)).toMatchObject({ ok: true });
  });

  it('shows another nonce each time', async () => {
    const seen: string[] = [];
    const url = await keep(
      openDoor(({ searchParams }) => ({ body: JSON.stringify({ proof: seen.push(searchParams.get('nonce') ?? '') }) })),
    );
    await trips.walk(url);
    await trips.walk(url);
    expect(new Set(seen).size).toBe(2);
    for (const nonce of seen) expect(nonce).toMatch(/^[\w-]{24}$/);
  });

  it.each([
    ['another agent', () => ({ body: JSON.stringify({ ok: true, proof: other.prove('anything') }) })],
    ['a parked page', () => ({ body: '<html>This domain is for sale</html>' })],
    ['a login page that redirects', () => ({ status: 302, body: '', location: 'http://127.0.0.1:9/login' })],
    ['what is healthy but knows no secret', () => ({ body: '{"ok":true}' })],
    ['an error page of a tunnel service', () => ({ status: 530, body: 'error code: 1033' })],
    ['an endless page', () => ({ body: 'x'.repeat(1_000_000) })],
  ])('is not fooled by %s', async (_who, answer) => {
    expect(await trips.walk(await keep(openDoor(answer)))).toMatchObject({ ok: false, reason: 'not_ours' });
  });

  it('is not fooled by a proof given before', async () => {
    const [nonce, proof] = ['a-nonce-of-an-earlier-walk', trips.prove('a-nonce-of-an-earlier-walk')];
    expect(nonce).not.toBe(proof);
    expect(await trips.walk(await keep(openDoor(() => ({ body: JSON.stringify({ proof }) }))))).toMatchObject({ reason: 'not_ours' });
  });

  it('says that nobody is there', async () => {
    const url = await keep(openDoor(() => ({ body: '' })));
    doors.splice(0)[0]?.close();
    expect(await trips.walk(url)).toEqual({ ok: false, reason: 'unreachable', error: expect.stringContaining('ECONNREFUSED') });
  });

  it('gives up on one that takes the connection and says nothing', async () => {
    const door = await openDoor(() => ({ body: '' }));
    door.server.removeAllListeners('request');
    doors.push(door);
    const begun = performance.now();
    expect(await trips.walk(door.url)).toEqual({ ok: false, reason: 'no_answer', error: 'no answer within 0.4 s' });
    expect(performance.now() - begun).toBeLessThan(TIMEOUT_MS + 500);
  });
});
