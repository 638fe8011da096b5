import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A request as its bytes, made before the clock starts. */
export function rawRequest({ path, headers, body }: { path: string; headers: Readonly<Record<string, string>>; body: string }): Buffer {
  const lines = Object.entries({ host: '127.0.0.1', ...headers, 'content-length': String(Buffer.byteLength(body)) });
  return Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`);
}

export type RawSenders = { close: () => void; sendAll: (requests: readonly Buffer[]) => Promise<void> };

/**
 * Connections that are kept open; on each a request follows the answer to the one before. They write bytes and look for the end of an answer,
 * no more: on two cores what a client does is taken from the server that it measures. Throws on an answer that is not 200.
 */
export async function openRawSenders(port: number, senders: number): Promise<RawSenders> {
  const sockets = Array.from({ length: senders }, () => connect({ port, host: '127.0.0.1', noDelay: true }));
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  return {
    close: () => {
      for (const socket of sockets) socket.destroy();
    },
    sendAll: async (requests) => {
      let next = 0;
      const take = (): Buffer | undefined => requests[next++];
      await Promise.all(sockets.map((socket) => sendInTurn(socket, take)));
    },
  };
}

function sendInTurn(socket: Socket, take: () => Buffer | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const end = (fault?: Error): void => {
      socket.removeAllListeners('data').removeAllListeners('error').removeAllListeners('close');
      if (fault) reject(fault);
      else resolve();
    };
    const send = (): void => {
      const request = take();
      if (request) socket.write(request);
      else end();
    };
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString('latin1');
      const length = answerLength(answer);
      if (length !== undefined && answer.length < length) return;
      if (length === undefined || !answer.startsWith('HTTP/1.1 200')) return end(new Error(`Answered ${answer.slice(0, 40)}`));
      answer = '';
      send();
    });
    socket.on('error', end).on('close', () => end(new Error('The server hung up')));
    send();
  });
}

/** Of head and body; more than there is while the head is not whole; undefined when it does not tell. */
function answerLength(answer: string): number | undefined {
  const head = answer.indexOf('\r\n\r\n');
  if (head === -1) return Number.POSITIVE_INFINITY;
  const length = /\r\ncontent-length: *(\d+)/i.exec(answer.slice(0, head))?.[1];
  return length === undefined ? undefined : head + 4 + Number(length);
}
