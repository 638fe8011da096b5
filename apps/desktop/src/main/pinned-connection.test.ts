import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { makeCertificate, type TestCertificate } from '../../e2e/certificates.ts';
import { STUB_TOKEN, startStubAgent } from '../../e2e/stub-agent.ts';
import { openAgentLink } from './agent-link.ts';
import { inspectCertificate } from './pinned-connection.ts';

const [paired, other] = await Promise.all([makeCertificate(), makeCertificate()]);
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

async function agentWith(certificate: TestCertificate) {
  const agent = await startStubAgent(certificate);
  closing.push(agent.close);
  return agent;
}

function linkTo(address: string, fingerprint: string | null) {
  const link = openAgentLink({ address, fingerprint });
  closing.push(link.close);
  return link;
}

/** A TLS server that only counts what is said to it after the handshake. */
async function listener(certificate: TestCertificate) {
  const heard = { connections: 0, bytes: 0 };
  const server: Server = createServer({ key: certificate.key, cert: certificate.cert }, (socket) => {
    socket.on('data', (data) => {
      heard.bytes += data.length;
    });
    socket.on('error', () => socket.destroy());
  });
  server.on('connection', () => {
    heard.connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.unshift(() => new Promise((resolve) => server.close(resolve)));
  return { heard, address: `https://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const current = { method: 'GET', path: '/api/session' } as const;
const start = { token: STUB_TOKEN, after: undefined };

function liveEnd(link: ReturnType<typeof linkTo>): Promise<string> {
  return new Promise((resolve) => {
    link.openLive(start, { opened: () => resolve('opened'), message: () => undefined, closed: (why) => resolve(why.code) });
  });
}

describe('the pinned certificate', () => {
  it('lets requests and the live stream through to the agent that was paired', async () => {
    const agent = await agentWith(paired);
    const link = linkTo(agent.address, paired.fingerprint);
    expect((await link.request(current, STUB_TOKEN)).status).toBe(200);
    expect(await liveEnd(link)).toBe('opened');
  });

  it('refuses another certificate before a single byte of the request is sent', async () => {
    const impostor = await listener(other);
    const link = linkTo(impostor.address, paired.fingerprint);
    await expect(link.request(current, STUB_TOKEN)).rejects.toMatchObject({ code: 'certificate_changed' });
    expect(await liveEnd(link)).toBe('certificate_changed');
    expect(impostor.heard).toEqual({ connections: 2, bytes: 0 });
    const agent = await listener(paired);
    void linkTo(agent.address, paired.fingerprint)
      .request(current, STUB_TOKEN)
      .catch(() => 'cut off by the test');
    await expect.poll(() => agent.heard.bytes).toBeGreaterThan(0);
  });

  it('refuses TLS where none was paired, and plain http where a certificate was', async () => {
    const secure = await agentWith(paired);
    await expect(linkTo(secure.address, null).request(current)).rejects.toMatchObject({ code: 'certificate_changed' });
    const plain = await startStubAgent();
    closing.push(plain.close);
    await expect(linkTo(plain.address, paired.fingerprint).request(current, STUB_TOKEN)).rejects.toMatchObject({
      code: 'certificate_changed',
    });
    expect(plain.seen).toEqual([]);
    expect(secure.seen).toEqual([]);
  });

  it('notices when the certificate changes between two requests', async () => {
    const first = await agentWith(paired);
    const link = linkTo(first.address, paired.fingerprint);
    expect((await link.request(current, STUB_TOKEN)).status).toBe(200);
    await first.close();
    const second = await startStubAgent({ ...other, port: first.port });
    closing.push(second.close);
    await expect(link.request(current, STUB_TOKEN)).rejects.toMatchObject({ code: 'certificate_changed' });
    expect(second.seen).toEqual([]);
  });

  it('is what a look at the address shows', async () => {
    const shown = await listener(other);
    expect(await inspectCertificate(shown.address)).toBe(other.fingerprint);
    expect(shown.heard.bytes).toBe(0);
  });

  it('is not to be seen where nothing or no TLS answers', async () => {
    const plain = await startStubAgent();
    await expect(inspectCertificate(plain.address.replace('http:', 'https:'))).rejects.toMatchObject({ code: 'agent_unreachable' });
    await plain.close();
    await expect(inspectCertificate(plain.address.replace('http:', 'https:'))).rejects.toMatchObject({ code: 'agent_unreachable' });
  });
});

describe('a link to an agent', () => {
  it('says that nothing answers', async () => {
    const agent = await startStubAgent();
    await agent.close();
    await expect(linkTo(agent.address, null).request(current)).rejects.toMatchObject({ code: 'agent_unreachable' });
  });

  it('passes on status, text and two harmless headers, never a cookie', async () => {
    const agent = await startStubAgent();
    closing.push(agent.close);
    const reply = await linkTo(agent.address, null).request(
      { method: 'GET', path: '/api/payments', query: { search: 'a b&c' } },
      STUB_TOKEN,
    );
    expect(reply).toEqual({
      status: 200,
      headers: { 'content-type': 'application/json', 'x-request-id': 'req_stub' },
      body: JSON.stringify({ route: 'GET /api/payments', query: 'search=a+b%26c' }),
    });
  });

  it.each(['/api/../metrics', '/api/%2e%2e/metrics', '/api/x?y=1', '/api/x#y', '/api/../../@evil.example/'])(
    'calls nothing for the path %s',
    async (path) => {
      const agent = await startStubAgent();
      closing.push(agent.close);
      await expect(linkTo(agent.address, null).request({ method: 'GET', path })).rejects.toMatchObject({ code: 'invalid_input' });
      expect(agent.seen).toEqual([]);
    },
  );
});
