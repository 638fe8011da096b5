export type Settings = {
  profile: 'practice' | 'live';
  apiPort: number;
  webhookPort: number;
  sandboxPort: number;
  /** Address of the control centre for a browser on this machine. */
  address: string;
};

/** Reads where to start from the same variables as the agent. Throws with one sentence when a port is none. */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const apiPort = portOf(environment, 'AGENT_API_PORT', 7300);
  return {
    profile: environment.AGENT_PROFILE === 'live' ? 'live' : 'practice',
    apiPort,
    webhookPort: portOf(environment, 'AGENT_WEBHOOK_PORT', 7301),
    sandboxPort: portOf(environment, 'SANDBOX_PORT', 7302),
    address: `http://127.0.0.1:${apiPort}`,
  };
}

function portOf(environment: NodeJS.ProcessEnv, name: string, preset: number): number {
  const port = Number(environment[name] ?? preset);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new Error(`${name} is "${environment[name]}": a port is a whole number from 1 to 65535.`);
}
