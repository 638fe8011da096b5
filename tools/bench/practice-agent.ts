import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import { connectors } from '@banrimkwae/connectors';
import { Pool } from 'undici';
import { type Client, clientOf, type SandboxRig, startSandbox } from '../../apps/agent/src/agent-rig.ts';
import { createNewId, systemClock } from '../../apps/agent/src/clock.ts';
import { openDatabase } from '../../apps/agent/src/store/database.ts';
import { agentBundle } from '../packaging/bundle-agent.ts';
import { agentLaunch, end, type Launch, launch, type Running } from './agent-process.ts';

/** A whole agent as its own process in the practice profile: its keys are known, and a click signs in. */
export type PracticeAgent = { running: Running; pool: Pool; client: Client; apiUrl: string; token: string };

const GUESTS = 200;
const INSERT = `INSERT INTO webhook_events
  (id, provider_id, webhook_id, event_type, event_data, headers, processing_status, processing_attempts, received_at, processed_at, effect, source)
  VALUES (?, 'line', ?, ?, ?, '{}', ?, 0, ?, ?, 'none', 'webhook')`;
/** `unfollow`: applied, it changes a row of ours and asks nobody outside. `membership`: there is nothing to apply. */
export type EventType = 'unfollow' | 'membership';

export function openSandbox(): Promise<SandboxRig> {
  return startSandbox();
}

export function practiceLaunch(dataDir: string, sandboxUrl: string, environment: NodeJS.ProcessEnv = {}): Launch {
  const practice = { AGENT_PROFILE: 'practice', SANDBOX_PORT: new URL(sandboxUrl).port };
  return agentLaunch(agentBundle.entry, dataDir, { ...practice, ...environment });
}

export async function startPracticeAgent(how: Launch): Promise<PracticeAgent> {
  const running = await launch(how);
  const { api, webhooks } = JSON.parse(running.said) as { api: number; webhooks: number };
  const url = `http://127.0.0.1:${api}`;
  const { token } = await clientOf(url).access.practiceSignIn({ role: 'administrator' });
  if (token === undefined) throw new Error('The agent gave no token');
  const pool = new Pool(`http://127.0.0.1:${webhooks}`, { connections: 256 });
  return { running, pool, client: clientOf(url, token), apiUrl: url, token };
}

export async function stopPracticeAgent({ running, pool }: PracticeAgent): Promise<void> {
  await pool.close();
  await end(running);
}

function bodyOf(id: string, type: EventType): string {
  const guest = Number.parseInt(id.slice(-6), 36) % GUESTS || 0;
  const source = { type: 'user', userId: `U${String(guest).padStart(32, '0')}` };
  const event = { type, mode: 'active', timestamp: Date.now(), source, webhookEventId: id, filler: 'y'.repeat(600) };
  return JSON.stringify({ destination: 'U0', events: [event] });
}

/** Hands one signed delivery to the agent. Throws when it is not taken. */
export async function deliver({ pool }: PracticeAgent, id: string): Promise<void> {
  const body = bodyOf(id, 'unfollow');
  const secret = String(connectors.get('line')?.manifest.practice.values.channelSecret);
  const headers = { 'x-line-signature': createHmac('sha256', secret).update(body).digest('base64') };
  const answer = await pool.request({ method: 'POST', path: '/webhooks/line', body, headers });
  await answer.body.dump();
  if (answer.statusCode !== 200) throw new Error(`The agent answered ${answer.statusCode}`);
}

type Filling = { count: number; type: EventType; state: 'pending' | 'completed' };

/** Writes events into the inbox of an agent that is not running. */
export function fillInbox(dataDir: string, { count, type, state }: Filling): void {
  const inbox = openDatabase(join(dataDir, 'inbox.db'), 'FULL');
  const insert = inbox.prepare(INSERT);
  const newId = createNewId(systemClock);
  const at = systemClock.now().toISOString();
  inbox.transaction(() => {
    for (let index = 0; index < count; index += 1) {
      const id = newId('whe');
      insert.run(id, `filled-${id}`, type, Buffer.from(bodyOf(`filled-${id}`, type)), state, at, state === 'pending' ? null : at);
    }
  })();
  inbox.close();
}

/** Ends whatever is left to do in an agent that is not running. */
export function clearBacklog(dataDir: string): void {
  const inbox = openDatabase(join(dataDir, 'inbox.db'), 'FULL');
  inbox.prepare(`UPDATE webhook_events SET processing_status = 'completed' WHERE processing_status IN ('pending', 'processing')`).run();
  inbox.close();
  const agent = openDatabase(join(dataDir, 'agent.db'), 'FULL');
  agent.prepare(`DELETE FROM jobs WHERE kind = 'webhook.process'`).run();
  agent.close();
}
