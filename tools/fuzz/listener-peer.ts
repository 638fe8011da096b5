/** The real listener in a process of its own, started by the fuzz: tells its port, its memory and what is in its inbox; ends with its parent. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { connectors } from '@banrimkwae/connectors';
import { openIngressRig } from '../../apps/agent/src/ingress/ingress-rig.ts';
import { openDatabase } from '../../apps/agent/src/store/database.ts';

export type Told =
  | { port: number }
  | { unhandled: string }
  | { memory: { heapMb: number; rssMb: number } }
  | { ids: string[]; errors: string[] };

const BODY_MS = 800;
const tell = (told: Told): void => void process.send?.(told);

for (const event of ['unhandledRejection', 'uncaughtException'] as const)
  process.on(event, (fault: unknown) => tell({ unhandled: fault instanceof Error ? (fault.stack ?? fault.message) : String(fault) }));

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const rig = await openIngressRig({ connectors: [...connectors.values()], limits: { bodyMs: BODY_MS } });
const errors: string[] = [];

/** What the rig notes for tests would grow for ever. */
function forgetNotes(): void {
  errors.push(...rig.log);
  for (const notes of [rig.events, rig.log, rig.audits]) notes.length = 0;
}

function inboxIds(): string[] {
  const reader = openDatabase(rig.inboxFile, 'FULL', { readonly: true });
  const ids = reader.prepare<[], string>('SELECT webhook_id FROM webhook_events').pluck().all();
  reader.close();
  return ids;
}

process.on('message', (asked: 'memory' | 'inbox') => {
  forgetNotes();
  if (asked === 'inbox') return tell({ ids: inboxIds(), errors });
  collect();
  const { heapUsed, rss } = process.memoryUsage();
  tell({ memory: { heapMb: heapUsed / 1e6, rssMb: rss / 1e6 } });
});
process.once('disconnect', () => void rig.remove().finally(() => process.exit(0)));
tell({ port: Number(new URL(rig.url).port) });
