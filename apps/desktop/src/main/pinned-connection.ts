import { Agent as HttpsAgent } from 'node:https';
import { connect as connectTls, TLSSocket } from 'node:tls';
import { AppError } from '@banrimkwae/contract/errors';
import { buildConnector } from 'undici';

export type Connector = buildConnector.connector;

const CONNECT_TIMEOUT = 5000;

/**
 * A connector that trusts exactly one certificate, the one a person confirmed when pairing. The agent makes its own certificate, so no
 * authority can vouch for it; instead the fingerprint is compared as soon as the handshake ends, before any byte of a request is written.
 * With `fingerprint` null only plain http goes through (an agent on this very computer).
 */
export function pinnedConnector(fingerprint: string | null): Connector {
  const connect = buildConnector({ rejectUnauthorized: false, allowH2: false, maxCachedSessions: 0, timeout: CONNECT_TIMEOUT });
  return (options, callback) => {
    connect(options, (...[fault, socket]) => {
      if (fault) return callback(fault, null);
      if (fingerprint === null && !(socket instanceof TLSSocket)) return callback(null, socket);
      if (fingerprint !== null && socket instanceof TLSSocket && fingerprintOf(socket) === fingerprint) return callback(null, socket);
      socket.destroy();
      callback(new AppError('certificate_changed'), null);
    });
  };
}

/** The same rule for `ws`, which takes an https agent. */
export function pinnedHttpsAgent(connect: Connector): HttpsAgent {
  const agent = new HttpsAgent({ keepAlive: false });
  agent.createConnection = (options, callback) => {
    const target = { hostname: options.hostname ?? options.host ?? '', protocol: 'https:', port: String(options.port ?? 443) };
    connect(target, (...[fault, socket]) => (fault ? callback?.(fault, Object.create(null)) : callback?.(null, socket)));
    return undefined;
  };
  return agent;
}

/** The SHA-256 of the certificate a server shows. Nothing is sent to it beyond the handshake. */
export function inspectCertificate(origin: string): Promise<string> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const socket = connectTls({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 443), rejectUnauthorized: false });
    const fail = (cause: unknown) => {
      socket.destroy();
      reject(new AppError('agent_unreachable', { cause }));
    };
    socket.setTimeout(CONNECT_TIMEOUT, () => fail(new Error('No answer in time.')));
    socket.once('error', fail);
    socket.once('secureConnect', () => {
      const fingerprint = fingerprintOf(socket);
      socket.destroy();
      if (fingerprint) resolve(fingerprint);
      else fail(new Error('No certificate was shown.'));
    });
  });
}

function fingerprintOf(socket: TLSSocket): string | undefined {
  return socket.getPeerX509Certificate()?.fingerprint256;
}
