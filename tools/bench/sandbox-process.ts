import { join } from 'node:path';
import { createSandboxControl, type SandboxControl } from '../../apps/agent/src/practice/index.ts';
import { end, launch } from './agent-process.ts';

/** The sandbox in a process of its own, so that what it costs is not ours. */
export type SandboxProcess = { url: string; control: SandboxControl; close: () => Promise<void> };

export async function launchSandbox(): Promise<SandboxProcess> {
  const running = await launch({
    args: [join(import.meta.dirname, '../../apps/sandbox/src/main.ts')],
    env: { PATH: process.env.PATH, SANDBOX_PORT: '0', SANDBOX_PACE: '0' },
    listening: 'Sandbox on',
  });
  const url = /http:\S+/.exec(running.said)?.[0];
  if (url === undefined) throw new Error('The sandbox told no address');
  return { url, control: createSandboxControl(url, fetch), close: () => end(running) };
}
