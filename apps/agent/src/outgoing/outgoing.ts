import type { OutgoingType } from '@banrimkwae/contract/outgoing';
import type { Problem } from '@banrimkwae/contract/system';
import type { Actor } from '../access/index.ts';
import { announce, ring } from './announce.ts';
import { createDeliverer } from './deliver.ts';
import * as endpoints from './endpoints.ts';
import { CLEAR, DELIVER, type OutgoingGround } from './ground.ts';
import { createOutgoingTable, type DeliveryFilter, type EndpointRow } from './outgoing-table.ts';

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
  return ground.table.endpoints().flatMap((endpoint) => {
    const { enabled, failing_since: since } = endpoint;
    if (since === null) return [];
    // Switched off by a person it is no longer failing: this one said that it is gone.
    if (!enabled) return problem(endpoint, since, GONE_TEXTS);
    return now - Date.parse(since) < FAILING_TOO_LONG_MS ? [] : problem(endpoint, since, failingTexts(endpoint));
  });
}

type Texts = { en: string; th: string; nextStep: Problem['nextStep'] };

const GONE_TEXTS: Texts = {
  en: 'said that its address is gone, and is told nothing more.',
  th: 'แจ้งว่าที่อยู่นี้เลิกใช้แล้ว จึงไม่ได้รับแจ้งอีก',
  nextStep: { en: 'Correct its address and switch it on, or remove it.', th: 'แก้ไขที่อยู่แล้วเปิดใช้งาน หรือลบออก' },
};

function failingTexts({ last_error: error }: EndpointRow): Texts {
  return {
    en: `has not taken what we tell it for more than half an hour. ${error ?? ''}`.trim(),
    th: 'ไม่รับข้อมูลที่เราแจ้งนานเกินครึ่งชั่วโมงแล้ว',
    nextStep: { en: 'Look whether it runs; then let it be told again.', th: 'ตรวจว่าระบบนั้นทำงานอยู่ แล้วสั่งแจ้งซ้ำ' },
  };
}

function problem({ id, name }: EndpointRow, since: string, { en, th, nextStep }: Texts): Problem[] {
  const sentence = { en: `${name} ${en}`, th: `${name} ${th}` };
  return [{ id: `outgoing-${id}`, severity: 'waiting', sentence, nextStep, link: '/settings/outgoing', since }];
}
