import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { isLineUp } from './line.ts';
import { freePort } from './sshd-rig.ts';

const host = '127.0.0.1';

describe('the internet line', () => {
  it('works when one of the witnesses takes a connection', async () => {
    const port = await freePort();
    const witness = createServer().listen(port, host);
    expect(
      await isLineUp([
        { host, port: await freePort() },
        { host, port },
      ]),
    ).toBe(true);
    witness.close();
  });

  it('does not when none does', async () => {
    expect(
      await isLineUp([
        { host, port: await freePort() },
        { host: 'no-such-host.invalid', port: 443 },
      ]),
    ).toBe(false);
  });

  it('is taken to work where there is nobody to ask', async () => {
    expect(await isLineUp([])).toBe(true);
  });
});
