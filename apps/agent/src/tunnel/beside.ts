import { type Carrier, NOTHING_TO_SAY } from './carrier.ts';

/** Practice: the outside world stands beside the agent and reaches its listener directly. */
export const BESIDE: Carrier = {
  kind: 'manual',
  name: '',
  about: { en: '', th: '' },
  fields: [],
  replaceable: false,
  missing: () => null,
  toCopy: () => Promise.resolve([]),
  start: ({ targetPort }) => ({
    publicUrl: () => `http://127.0.0.1:${targetPort}`,
    health: () => Promise.resolve(NOTHING_TO_SAY),
    stop: () => Promise.resolve(),
  }),
};
