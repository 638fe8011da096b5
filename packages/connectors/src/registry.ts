// Written by `npm run registry`; a test compares it with the folders.
import type { Connector } from '@banrimkwae/connector-kit/connector';
import stripe from './stripe/connector.ts';

/** Every connector by its id. */
export const connectors: ReadonlyMap<string, Connector> = new Map<string, Connector>([['stripe', stripe]]);
