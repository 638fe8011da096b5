import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { CarrierHandle, Trouble } from './carrier.ts';
import { ngrokCarrier, ngrokTrouble } from './carriers/ngrok.ts';
import type { NgrokAsk, NgrokClient } from './carriers/ngrok-client.ts';
import { freePort } from './sshd-rig.ts';

const TOKEN = '2abcDEF_0123456789abcdefABCDEF';
const handles: CarrierHandle[] = [];
afterEach(async () => {
  for (const handle of handles.splice(0)) await handle.stop();
});

/** ngrok's service, as its types and documents say it behaves. */
function service(answer: (ask: NgrokAsk) => Promise<string>) {
  const asks: NgrokAsk[] = [];
  let closed = 0;
  const client: NgrokClient = async (ask) => {
    asks.push(ask);
    const url = await answer(ask);
    return {
      url,
      close: async () => {
        closed += 1;
      },
    };
  };
  return { client, asks, closed: () => closed };
}

function start(deps: Parameters<typeof ngrokCarrier>[0], values: Record<string, string> = {}) {
  const lines: string[] = [];
  const troubles: Trouble[] = [];
  const handle = ngrokCarrier(deps).start({
    values: { authtoken: TOKEN, ...values },
    targetPort: 7301,
    say: (line) => lines.push(line),
    suspect: () => lines.push('look now'),
    ended: (trouble) => troubles.push(trouble),
  });
  handles.push(handle);
  return { handle, lines, troubles };
}
const soon = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('ngrok', () => {
  it('is led to the listener alone, and gives the address', async () => {
    const { client, asks } = service(() => Promise.resolve('https://quiet-sea.ngrok-free.app/'));
    const { handle, troubles } = start({ client });
    expect(handle.publicUrl()).toBeNull();
    await soon();
    expect(asks[0]).toMatchObject({ authtoken: TOKEN, domain: undefined, forwardTo: 'http://127.0.0.1:7301' });
    expect(handle.publicUrl()).toBe('https://quiet-sea.ngrok-free.app');
    asks[0]?.heartbeat(41.6);
    expect((await handle.health()).details).toEqual([{ label: expect.anything(), value: '42 ms' }]);
    expect(troubles).toEqual([]);
  });

  it('asks for the reserved domain where there is one', async () => {
    const { client, asks } = service((ask) => Promise.resolve(`https://${ask.domain}`));
    const { handle } = start({ client }, { domain: 'resort.ngrok.app' });
    await soon();
    expect(asks[0]?.domain).toBe('resort.ngrok.app');
    expect(handle.publicUrl()).toBe('https://resort.ngrok.app');
  });

  it('does not end with the connection: the library connects anew', async () => {
    const { client, asks } = service(() => Promise.resolve('https://a.ngrok.app'));
    const { lines, troubles } = start({ client });
    await soon();
    asks[0]?.disconnected('session closed');
    expect(lines.slice(-2)).toEqual(['disconnected: session closed', 'look now']);
    expect(troubles).toEqual([]);
  });

  it('stays ended when someone stopped it in the dashboard', async () => {
    const { client, asks } = service(() => Promise.resolve('https://a.ngrok.app'));
    const { troubles } = start({ client });
    await soon();
    asks[0]?.stopped();
    asks[0]?.stopped();
    expect(troubles).toEqual([expect.objectContaining({ needsPerson: true })]);
  });

  it('that is stopped while it still connects is closed once it is through, and tells nothing more', async () => {
    let through = (_url: string): void => undefined;
    const { client, closed } = service(() => new Promise((resolve) => (through = resolve)));
    const { handle, troubles } = start({ client });
    await soon();
    await handle.stop();
    through('https://late.ngrok.app');
    await soon();
    expect(closed()).toBe(1);
    expect(troubles).toEqual([]);
  });

  it('is watched sparingly where its plan counts requests', () => {
    const { beatMs } = ngrokCarrier();
    expect([beatMs?.({ watch: 'closely' }), beatMs?.({ watch: 'sparing' })]).toEqual([4000, 180_000]);
  });

  it.each([
    ['failed to connect session: authentication failed: ... ERR_NGROK_105', 'ngrok does not accept the authtoken.', true],
    [
      'Your account is limited to 1 simultaneous ngrok agent session. ERR_NGROK_108',
      'ngrok says the same tunnel already runs elsewhere.',
      false,
    ],
    ['The endpoint is already online. ERR_NGROK_334', 'ngrok says the same tunnel already runs elsewhere.', false],
    ['failed to start listener: ... ERR_NGROK_319', 'ngrok refused the tunnel (ERR_NGROK_319).', true],
    ["Cannot find module '@ngrok/ngrok-sunos-x64'", 'There is no ngrok for this kind of computer.', true],
    ['failed to connect session: failed to establish tcp connection', 'ngrok cannot be reached.', false],
  ])('says in words what "%s" means', (text, sentence, needsPerson) => {
    expect(ngrokTrouble(text)).toMatchObject({ sentence: { en: sentence }, needsPerson });
  });
});

describe("ngrok's own library", () => {
  it('is loaded, fails to reach a service that is not there, and says so without a crash or a hang', async () => {
    const { handle, lines, troubles } = start({ serverAddress: `127.0.0.1:${await freePort()}` });
    for (let waited = 0; troubles.length === 0 && waited < 8000; waited += 20) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(troubles).toEqual([expect.objectContaining({ sentence: expect.objectContaining({ en: 'ngrok cannot be reached.' }) })]);
    expect(lines.join('\n')).toContain('failed to establish tcp connection');
    expect(lines.join('\n')).not.toContain(TOKEN);
    expect(handle.publicUrl()).toBeNull();
  });

  it('can be stopped while a service that takes the connection says nothing', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { handle, troubles } = start({ serverAddress: `127.0.0.1:${(silent.address() as AddressInfo).port}` });
    await once(silent, 'connection');
    const begun = performance.now();
    await handle.stop();
    expect(performance.now() - begun).toBeLessThan(2000);
    expect(troubles).toEqual([]);
    silent.close();
  });
});
