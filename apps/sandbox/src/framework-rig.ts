import express from 'express';
import { createDay } from './day.ts';
import { createSandbox } from './server.ts';
import type { Simulator } from './simulator.ts';
import { createWorld, type World } from './world.ts';

/** A provider with one counter, for tests of the world around it. */
function counter(world: World): { simulator: Simulator; count: () => number } {
  let count = 0;
  const api = express.Router();
  api.use(express.json());
  api.post('/count', (_request, response) => {
    count += 1;
    response.json({ count });
  });
  const simulator: Simulator = {
    id: 'counter',
    hosts: { api },
    scenes: {
      rings: (input) => {
        const { url, body } = input as { url: string; body: string };
        world.deliver({ provider: 'counter', url, headers: () => ({ 'x-signed': 'yes' }), body });
        return { at: world.now().toISOString() };
      },
      cannot: () => {
        throw new Error('Nobody has anything to pay.');
      },
      guestPays: () => {
        count += 100;
      },
    },
    state: () => ({ count }),
    reset: () => {
      count = 0;
    },
    errorBody: (status) => ({ contentType: 'application/problem+json', body: JSON.stringify({ counter: status }) }),
  };
  return { simulator, count: () => count };
}

export async function openFramework() {
  const world = createWorld();
  const { simulator, count } = counter(world);
  const day = createDay({ simulators: [simulator], random: () => 0, pace: 0, resting: world.travelling });
  const { port, close } = await createSandbox({ world, simulators: [simulator], day }).listen(0);
  const url = `http://127.0.0.1:${port}`;
  const send = async (method: string, path: string, body?: unknown) => {
    const answer = await fetch(`${url}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await answer.text();
    return {
      status: answer.status,
      type: answer.headers.get('content-type'),
      text,
      body: text.startsWith('{') || text.startsWith('[') ? parse(text) : text,
    };
  };
  return { url, close, send, count, world, day };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A malformed body is what some tests ask for.
    return text;
  }
}
