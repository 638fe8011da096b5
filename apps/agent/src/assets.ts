import { existsSync } from 'node:fs';
import { extname, join } from 'node:path';

/**
 * Files that are read or started at run time. This module stands where the bundle's entry stands, so the same relative places hold
 * in the source tree and in the bundle; there the threads are JavaScript.
 */
const here = import.meta.dirname;

export const migrationsFolder = join(here, 'store/migrations');
export const inboxMigrationsFolder = join(here, 'ingress/migrations');
export const inboxWriterFile = join(here, `ingress/writer-thread${extname(import.meta.filename)}`);

/** How staff obtain a provider's keys: Markdown, beside the connector's source. */
export function setupFile(providerId: string): string {
  const bundled = join(here, 'setup', `${providerId}.md`);
  return existsSync(bundled) ? bundled : join(here, '../../../packages/connectors/src', providerId, 'setup.md');
}

/** The built control centre that a bundle brings along. */
export const bundledWebFolder = join(here, 'web');
