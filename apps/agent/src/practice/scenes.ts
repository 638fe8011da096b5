import type { Connector } from '@banrimkwae/connector-kit/connector';
import { AppError } from '@banrimkwae/contract/errors';
import type { PracticeScene } from '@banrimkwae/contract/system';
import type * as z from 'zod';
import type { SandboxControl } from './sandbox-control.ts';

export type Practice = {
  scenes: () => z.infer<typeof PracticeScene>[];
  play: (provider: string, scene: string, input: Record<string, unknown>) => Promise<unknown>;
};

/** What staff can let the outside world do while they practise: the scenes that manifests tell of. */
export function createPractice(connectors: ReadonlyMap<string, Connector>, sandbox: Pick<SandboxControl, 'play'>): Practice {
  return {
    scenes: () =>
      [...connectors.values()].flatMap(({ manifest }) =>
        Object.entries(manifest.practice.scenes).map(([scene, label]) => ({ provider: manifest.id, scene, label })),
      ),
    play: async (provider, scene, input) => {
      if (connectors.get(provider)?.manifest.practice.scenes[scene] === undefined)
        throw new AppError('not_found', { message: 'There is no such scene.' });
      return sandbox.play(provider, scene, input);
    },
  };
}
