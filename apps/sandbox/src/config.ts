import { z } from 'zod';

const Environment = z.object({
  SANDBOX_PORT: z.coerce.number().int().min(0).max(65_535).default(7302),
  /** Events a minute of the day in the life; 0: nothing happens by itself. */
  SANDBOX_PACE: z.coerce.number().min(0).max(600).default(2),
});

export function readConfig(environment: NodeJS.ProcessEnv = process.env): { port: number; pace: number } {
  const { SANDBOX_PORT, SANDBOX_PACE } = Environment.parse(environment);
  return { port: SANDBOX_PORT, pace: SANDBOX_PACE };
}
