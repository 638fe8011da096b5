import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { MonitoringGround } from './ground.ts';

/** Figures for Prometheus, gathered when asked. What counts up counts from the agent's start. https://prometheus.io/docs/practices/naming/ */
export function createMetricsText(ground: MonitoringGround): () => Promise<string> {
  const registers = [new Registry()];
  const [registry] = registers;
  const startedAt = ground.clock.now();
  collectDefaultMetrics({ register: registry as Registry });
  requestMetrics(ground, registers, startedAt);
  stateMetrics(ground, registers);
  webhookMetrics(ground, registers);
  return () => (registry as Registry).metrics();
}

function requestMetrics({ requestLog }: MonitoringGround, registers: Registry[], startedAt: Date): void {
  new Counter({
    name: 'integration_requests_total',
    help: 'Calls to providers since the start',
    labelNames: ['provider', 'outcome'],
    registers,
    collect() {
      this.reset();
      for (const { provider, total, failed } of requestLog.figures(startedAt)) {
        this.inc({ provider, outcome: 'success' }, total - failed);
        this.inc({ provider, outcome: 'failure' }, failed);
      }
    },
  });
  new Counter({
    name: 'integration_request_seconds_total',
    help: 'Time providers took to answer, since the start',
    labelNames: ['provider'],
    registers,
    collect() {
      this.reset();
      for (const { provider, total, averageMs } of requestLog.figures(startedAt)) this.inc({ provider }, ((averageMs ?? 0) * total) / 1000);
    },
  });
  new Counter({
    name: 'request_log_lost_total',
    help: 'Log rows and bodies left out because the disk did not keep up',
    labelNames: ['what'],
    registers,
    collect() {
      this.reset();
      const { rows, bodies } = requestLog.losses();
      this.inc({ what: 'rows' }, rows);
      this.inc({ what: 'bodies' }, bodies);
    },
  });
}

function stateMetrics({ providers, jobs, listeners }: MonitoringGround, registers: Registry[]): void {
  new Gauge({
    name: 'integration_provider_up',
    help: '1: works or is slow; 0: down. Absent: paused or not set up',
    labelNames: ['provider'],
    registers,
    collect() {
      this.reset();
      for (const { id, health } of providers.list()) {
        if (health.state !== 'paused' && health.state !== 'not_set_up') this.set({ provider: id }, health.state === 'down' ? 0 : 1);
      }
    },
  });
  new Gauge({
    name: 'jobs',
    help: 'Background work by state',
    labelNames: ['state'],
    registers,
    collect() {
      const { waiting, running, dead } = jobs.counts();
      for (const [state, count] of Object.entries({ waiting, running, dead })) this.set({ state }, count);
    },
  });
  new Gauge({
    name: 'live_listeners',
    help: 'Desktops on the live stream',
    registers,
    collect() {
      this.set(listeners());
    },
  });
}

function webhookMetrics({ inbox }: MonitoringGround, registers: Registry[]): void {
  new Gauge({
    name: 'webhook_events',
    help: 'Deliveries in the inbox by state; waiting: on their way to the disk',
    labelNames: ['state'],
    registers,
    collect() {
      const { pending, processing, failed, waiting } = inbox.counts();
      for (const [state, count] of Object.entries({ pending, processing, failed, waiting })) this.set({ state }, count);
    },
  });
  new Counter({
    name: 'webhook_deliveries_not_taken_total',
    help: 'Deliveries refused, or asked to come again, since the start',
    labelNames: ['why'],
    registers,
    collect() {
      this.reset();
      const { refusedSinceStart, turnedAway, throttled } = inbox.counts();
      this.inc({ why: 'refused' }, refusedSinceStart);
      this.inc({ why: 'busy' }, turnedAway);
      this.inc({ why: 'throttled' }, throttled);
    },
  });
}
