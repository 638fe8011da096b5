import type { OutgoingType } from '@banrimkwae/contract/outgoing';
import type { Problem } from '@banrimkwae/contract/system';
import type { Actor } from '../access/index.ts';
import { announce, ring } from './announce.ts';
import { createDeliverer } from './deliver.ts';
import * as endpoints from './endpoints.ts';
import { CLEAR, DELIVER, type OutgoingGround } from './ground.ts';
import { createOutgoingTable, type DeliveryFilter } from './outgoing-table.ts';

/** What was told, or given up, this long ago is forgotten. */
const KEPT_MS = 90 * 86_400_000;
const FAILING_TOO_LONG_MS = 30 * 60_000;

export type OutgoingRoom = ReturnType<typeof createOutgoing>;

/** Tells the resort's own systems of money, by Standard Webhooks: https://www.standardwebhooks.com */
export function createOutgoing(deps: Omit<OutgoingGround, 'table'>) {
  const ground: OutgoingGround = { ...deps, table: createOutgoingTable(deps.database) };
  deps.jobs.handle(DELIVER, createDeliverer(ground), { concurrency: 16 });
  deps.jobs.handle(CLEAR, async () => {
    ground.database.transaction(() => ground.table.clearBefore(new Date(ground.clock.now().getTime() - KEPT_MS).toISOString()))();
    return { done: true };
  });
  deps.jobs.schedule({ name: 'outgoing.clear', kind: CLEAR, subjectId: 'old', every: { seconds: 86_400 }, priority: 9 });
  return {
    announce: (type: OutgoingType, subject: { id: string }) => announce(ground, type, subject),
    list: () => endpoints.listEndpoints(ground),
    create: (form: Parameters<typeof endpoints.createEndpoint>[1], actor: Actor) => endpoints.createEndpoint(ground, form, actor),
    update: (change: endpoints.Change, actor: Actor) => endpoints.updateEndpoint(ground, change, actor),
    remove: (id: string, actor: Actor) => endpoints.removeEndpoint(ground, id, actor),
    rotate: (input: { id: string; overlapHours: number }, actor: Actor) => endpoints.rotateSecret(ground, input, actor),
    deliveries: (filter: DeliveryFilter) => endpoints.listDeliveries(ground, filter),
    replay: (input: Parameters<typeof endpoints.replayDeliveries>[1], actor: Actor) => endpoints.replayDeliveries(ground, input, actor),
    /** Rings for everything that waits; at start. */
    resume: () => ground.database.transaction(() => ground.table.waiting().forEach((id) => void ring(ground, id)))(),
    problems: () => problemsOf(ground),
  };
}

function problemsOf(ground: OutgoingGround): Problem[] {
  const now = ground.clock.now().getTime();
  return ground.table.endpoints().flatMap(({ id, name, enabled, failing_since: since, last_error: error }) => {
    if (!enabled || since === null || now - Date.parse(since) < FAILING_TOO_LONG_MS) return [];
    return {
      id: `outgoing-${id}`,
      severity: 'waiting',
      sentence: {
        en: `${name} has not taken what we tell it for more than half an hour. ${error ?? ''}`.trim(),
        th: `${name} ไม่รับข้อมูลที่เราแจ้งนานเกินครึ่งชั่วโมงแล้ว`,
      },
      nextStep: {
        en: 'Look whether it runs; then let it be told again.',
        th: 'ตรวจว่าระบบนั้นทำงานอยู่ แล้วสั่งแจ้งซ้ำ',
      },
      link: '/settings/outgoing',
      since,
    };
  });
}
