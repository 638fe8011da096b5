import * as z from 'zod';

const Environment = z.object({
  AGENT_API_PORT: z.coerce.number().int().min(1).max(65_535).default(7300),
  AGENT_PROFILE: z.enum(['practice', 'live']).default('live'),
  /** Set by `electron-vite dev` only. */
  ELECTRON_RENDERER_URL: z.url({ protocol: /^http$/ }).optional(),
});

export type DeskConfig = Readonly<{
  /** The agent on this very computer. */
  localAgentAddress: string;
  practice: boolean;
  /** Origin of the development server; undefined in every real run. */
  developmentUrl: string | undefined;
}>;

/** Reads the environment once. Throws ZodError naming each variable that is wrong. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): DeskConfig {
  const values = Environment.parse(environment);
  return Object.freeze({
    localAgentAddress: `http://127.0.0.1:${values.AGENT_API_PORT}`,
    practice: values.AGENT_PROFILE === 'practice',
    developmentUrl: values.ELECTRON_RENDERER_URL,
  });
}
