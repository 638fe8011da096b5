import type { Day } from './control.ts';
import type { Simulator } from './simulator.ts';

/** What happens by itself, and how often beside the others. A scene that cannot be played now (nobody has to pay) is passed over. */
const HAPPENINGS: readonly { scene: string; weight: number }[] = [
  { scene: 'guestPays', weight: 5 },
  { scene: 'guestGivesBankDetails', weight: 2 },
  { scene: 'refundArrives', weight: 2 },
  { scene: 'guestWrites', weight: 4 },
  { scene: 'guestBooks', weight: 2 },
  { scene: 'guestModifies', weight: 1 },
  { scene: 'guestCancels', weight: 1 },
  { scene: 'guestSendsSticker', weight: 1 },
];

type DayDeps = {
  simulators: readonly Simulator[];
  random: () => number;
  /** Events a minute. */
  pace: number;
  /** While the practice week is played, nothing else happens. */
  resting?: () => boolean;
  every?: (milliseconds: number, beat: () => void) => () => void;
};
export type RunningDay = Day & {
  start: () => void;
  stop: () => void /** One event now; answers what was played. */;
  beat: () => Promise<string | undefined>;
};

const BEAT_MS = 1000;

/** A day in the life: guests pay, write, book and change their minds at a chosen pace. */
export function createDay({ simulators, random, pace: first, resting = () => false, every = interval }: DayDeps): RunningDay {
  let pace = first;
  let stop: (() => void) | undefined;
  const beat = () => playOne(simulators, random);
  return {
    pace: () => pace,
    setPace: (eventsPerMinute) => {
      pace = eventsPerMinute;
    },
    beat,
    start: () => {
      stop ??= every(BEAT_MS, () => {
        if (!resting() && random() < (pace * BEAT_MS) / 60_000) void beat();
      });
    },
    stop: () => {
      stop?.();
      stop = undefined;
    },
  };
}

async function playOne(simulators: readonly Simulator[], random: () => number): Promise<string | undefined> {
  const choices = simulators.flatMap((simulator) =>
    HAPPENINGS.filter(({ scene }) => simulator.scenes[scene]).map(({ scene, weight }) => ({ simulator, scene, weight })),
  );
  let draw = random() * choices.reduce((sum, { weight }) => sum + weight, 0);
  const chosen = choices.find(({ weight }) => {
    draw -= weight;
    return draw < 0;
  });
  if (!chosen) return undefined;
  try {
    await chosen.simulator.scenes[chosen.scene]?.({});
    return `${chosen.simulator.id}: ${chosen.scene}`;
  } catch {
    // Nobody has anything to pay, change or cancel at the moment: then nothing happens, as in life.
    return undefined;
  }
}

function interval(milliseconds: number, beat: () => void): () => void {
  const timer = setInterval(beat, milliseconds);
  timer.unref();
  return () => clearInterval(timer);
}
