import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { rigConfig } from './agent-rig.ts';
import { systemClock } from './clock.ts';
import { type Foundation, openFoundation } from './foundation.ts';
import { publicAddress } from './public-address.ts';

let foundation: Foundation;
afterEach(() => foundation.close());

async function addressOf(profile: 'practice' | 'live', tunnelUrl: () => string | null) {
  const config = rigConfig('http://127.0.0.1:9', { profile, dataDir: mkdtempSync(join(tmpdir(), 'address-')) });
  foundation = await openFoundation({ config, clock: systemClock, log: pino({ level: 'silent' }) });
  return publicAddress(foundation, { webhookPort: () => 7301, tunnelUrl });
}

describe('the public address', () => {
  it('is the listener itself in the practice profile, whatever tunnel is tried', async () => {
    const address = await addressOf('practice', () => 'https://tunnel.example');
    expect(address.url()).toBe('http://127.0.0.1:7301');
  });

  it("is the tunnel's in the live profile, and what was registered while there is no tunnel", async () => {
    let tunnel: string | null = null;
    const address = await addressOf('live', () => tunnel);
    expect(address.url()).toBeNull();
    expect(() => address.returnUrl()).toThrow(expect.objectContaining({ code: 'provider_not_configured' }));
    address.set('https://registered.example');
    expect(address.url()).toBe('https://registered.example');
    tunnel = 'https://tunnel.example';
    expect(address.url()).toBe('https://tunnel.example');
    expect(address.returnUrl()).toBe('https://tunnel.example/paid');
  });
});
