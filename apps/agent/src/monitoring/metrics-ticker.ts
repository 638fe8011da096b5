import type { ProviderMetrics } from '@banrimkwae/contract/providers';
import type { MonitoringGround } from './ground.ts';

const BEAT_MS = 5000;
const HOURS = 24;

type TickerDeps = Pick<MonitoringGround, 'providers' | 'live' | 'listeners'> & {
  every?: (milliseconds: number, beat: () => void) => () => void;
};

/** Tells desktops figures that changed since the last beat. Says nothing while nobody listens. */
export function createMetricsTicker({ providers, live, listeners, every = interval }: TickerDeps): { start: () => void; stop: () => void } {
  const told = new Map<string, string>();
  let stop: (() => void) | undefined;
  const beat = () => {
    if (listeners() === 0) return;
    for (const metrics of providers.metrics(HOURS)) tellIfNew(metrics);
  };
  const tellIfNew = (metrics: ProviderMetrics) => {
    const text = JSON.stringify(metrics);
    if (told.get(metrics.provider_id) === text) return;
    told.set(metrics.provider_id, text);
    live.publish({ type: 'metrics_update', provider_id: metrics.provider_id, metrics });
  };
  return {
    start: () => {
      stop ??= every(BEAT_MS, beat);
    },
    stop: () => {
      stop?.();
      stop = undefined;
    },
  };
}

function interval(milliseconds: number, beat: () => void): () => void {
  const timer = setInterval(beat, milliseconds);
  timer.unref();
  return () => clearInterval(timer);
}
