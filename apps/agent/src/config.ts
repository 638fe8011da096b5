import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { bundledWebFolder } from './assets.ts';

const port = z.coerce.number().int().min(0).max(65_535);

const Environment = z.object({
  AGENT_DATA_DIR: z.string().min(1).optional(),
  AGENT_API_HOST: z.string().default('127.0.0.1'),
  AGENT_API_PORT: port.default(7300),
  AGENT_WEBHOOK_PORT: port.default(7301),
  AGENT_PROFILE: z.enum(['practice', 'live']).default('live'),
  /** 32 bytes as base64 or hex. */
  AGENT_MASTER_KEY: z.string().optional(),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
  SANDBOX_PORT: port.default(7302),
  AGENT_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  /** Folder of the built control centre; absent: the one a bundle brings along, or the API only. */
  AGENT_WEB_DIR: z.string().optional(),
  /** To all providers together; 1000 is the specification's. */
  AGENT_CALLS_PER_MINUTE: z.coerce.number().int().positive().default(1000),
  /** The program of a Cloudflare tunnel, when it is not on the search path. */
  AGENT_CLOUDFLARED: z.string().optional(),
  PATH: z.string().default(''),
});

/** Without these a program does not start, or finds no network (Windows: SystemRoot). */
const NEEDED_BY_PROGRAMS = ['PATH', 'HOME', 'USERPROFILE', 'SystemRoot', 'TEMP', 'TMPDIR'];

export type Config = Readonly<{
  dataDir: string;
  apiHost: string;
  apiPort: number;
  webhookPort: number;
  profile: 'practice' | 'live';
  masterKey: string | undefined;
  redisUrl: string | undefined;
  sandboxUrl: string;
  logLevel: z.infer<typeof Environment>['AGENT_LOG_LEVEL'];
  webDir: string | undefined;
  /** Calls to all providers together. */
  callsPerMinute: number;
  /** Programs of this computer that the tunnel starts. */
  programs: Readonly<{ searchPath: string; environment: Readonly<Record<string, string>>; cloudflared: string | undefined }>;
}>;

/** Reads the environment once. Throws ZodError naming each variable that is wrong. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const values = Environment.parse(environment);
  return Object.freeze({
    dataDir: values.AGENT_DATA_DIR ?? join(homedir(), '.banrimkwae', values.AGENT_PROFILE),
    apiHost: values.AGENT_API_HOST,
    apiPort: values.AGENT_API_PORT,
    webhookPort: values.AGENT_WEBHOOK_PORT,
    profile: values.AGENT_PROFILE,
    masterKey: values.AGENT_MASTER_KEY,
    redisUrl: values.REDIS_URL,
    sandboxUrl: `http://127.0.0.1:${values.SANDBOX_PORT}`,
    logLevel: values.AGENT_LOG_LEVEL,
    webDir: values.AGENT_WEB_DIR ?? (existsSync(bundledWebFolder) ? bundledWebFolder : undefined),
    callsPerMinute: values.AGENT_CALLS_PER_MINUTE,
    programs: Object.freeze({
      searchPath: values.PATH,
      environment: Object.fromEntries(
        NEEDED_BY_PROGRAMS.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]]])),
      ),
      cloudflared: values.AGENT_CLOUDFLARED,
    }),
  });
}
