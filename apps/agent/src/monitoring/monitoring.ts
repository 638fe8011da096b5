import { AppError } from '@banrimkwae/contract/errors';
import type { Actor } from '../access/index.ts';
import type { MonitoringGround } from './ground.ts';
import { createMetricsText } from './metrics-text.ts';
import { createMetricsTicker } from './metrics-ticker.ts';
import { showOverview } from './overview.ts';
import { readiness } from './readiness.ts';

export type SystemRoom = ReturnType<typeof createMonitoring>;

/** The monitoring room: how everything stands, for the first screen, for Prometheus, and for whoever asks whether the agent is ready. */
export function createMonitoring(ground: MonitoringGround) {
  const { practice } = ground;
  return {
    info: ground.info,
    overview: () => showOverview(ground),
    scenes: () => practice?.scenes() ?? [],
    /** Throws AppError `not_supported` outside the practice profile, `not_found` for an unknown scene. */
    playScene: async (input: { provider: string; scene: string; input: Record<string, unknown> }, actor: Actor) => {
      if (!practice) throw new AppError('not_supported', { message: 'Only the practice profile can play what guests do.' });
      return { result: await practice.play(input.provider, input.scene, input.input, actor) };
    },
    readiness: () => readiness(ground),
    metricsText: createMetricsText(ground),
    ticker: createMetricsTicker(ground),
  };
}
